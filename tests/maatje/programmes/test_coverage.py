import pytest

from maatje.programmes.coverage import RUNGS, coverage_of, covered_levels, levels_beside

LEVELS = ["PO", "NK-PO", "SBO", "SO", "VSO", "VAVO", *RUNGS]


def covers(offered_subject, offered_level, subject, level, sectors="vo"):
    rows = coverage_of(offered_subject, sectors.split(), LEVELS)
    return (offered_level, (subject, level)) in set(rows)


# Made by hand: (offered subject, level), (asked subject, level), whether it is covered.
TABLE = [
    (("wisB", "VWO"), ("wisB", "VWO"), True),
    (("wisB", "VWO"), ("wisB", "HAVO"), True),
    (("wisB", "VWO"), ("wisA", "HAVO"), True),
    (("wisB", "VWO"), ("wisA", "VWO"), False),
    (("wisB", "VWO"), ("wis", "HAVO"), True),
    (("wisB", "VWO"), ("wis", "VMBO-TL"), True),
    (("wisB", "VWO"), ("wis", "VMBO-BB"), False),
    (("wisB", "VWO"), ("wisB", "VMBO-BB"), False),
    (("wisA", "VWO"), ("wisC", "VWO"), True),
    (("wisA", "VWO"), ("wisB", "HAVO"), False),
    (("wisD", "VWO"), ("wisB", "VWO"), True),
    (("wis", "VMBO-BB"), ("wis", "VMBO-KB"), False),
    (("wis", "VMBO-TL"), ("wis", "VMBO-BB"), True),
    (("wis", "VMBO-TL"), ("wis", "VMBO-GL"), True),
    (("wis", "VMBO-TL"), ("wis", "HAVO"), False),
    (("wis", "VMBO-TL"), ("wisA", "HAVO"), False),
    (("wis", "HAVO"), ("wis", "BRUG"), True),
    (("wis", "HAVO"), ("wis", "ISK"), True),
    (("wis", "VMBO-KB"), ("wis", "BRUG"), False),
    (("wis", "BRUG"), ("wis", "VMBO-BB"), False),
    (("nat", "HAVO"), ("nsk1", "VMBO-TL"), True),
    (("nat", "HAVO"), ("nsk2", "VMBO-TL"), False),
    (("nsk1", "VMBO-TL"), ("nat", "HAVO"), False),
    (("schk", "VWO"), ("nsk2", "VMBO-GL"), True),
    (("schk", "HAVO"), ("nask", "BRUG"), True),
    (("netl", "VWO"), ("entl", "VWO"), False),
    (("netl", "HAVO"), ("mbo-ned", "MBO-2"), True),
    (("netl", "HAVO"), ("netl", "VSO"), False),
    (("netl", "VSO"), ("netl", "VSO"), True),
    (("netl", "WO"), ("netl", "VWO"), True),
    (("netl", "WO"), ("netl", "VMBO-BB"), False),
    (("netl", "VMBO-BB"), ("netl", "PRO"), True),
]


@pytest.mark.parametrize(("offered", "asked", "expected"), TABLE)
def test_who_may_teach_what(offered, asked, expected):
    assert covers(*offered, *asked) is expected


@pytest.mark.parametrize(
    ("offered", "asked", "expected"),
    [
        ("PO", "PO", True),
        ("PO", "NK-PO", True),
        ("PO", "SBO", False),
        ("SO", "SBO", True),
        ("HAVO", "PO", True),
        ("HAVO", "SO", False),
        ("VSO", "PO", False),
    ],
)
def test_primary_school_asks_any_adult_and_special_education_those_who_name_it(offered, asked, expected):
    assert covers("po-rek", offered, "po-rek", asked, sectors="po") is expected


@pytest.mark.parametrize("asked", ["ISK", "NK-PO", "MBO-1", "VWO"])
def test_nt2_at_any_level_covers_every_pupil(asked):
    assert covers("nt2", "PO", "nt2", asked, sectors="po vo mbo")


def test_nothing_covers_upward():
    for offered, rung in RUNGS.items():
        assert all(RUNGS[level] <= rung for level in covered_levels(offered))


@pytest.mark.parametrize(
    ("level", "beside"),
    [
        ("VMBO-KB", {"VMBO-BB", "VMBO-GL", "VMBO-TL"}),
        ("HAVO", {"VMBO-GL", "VMBO-TL", "VWO"}),
        ("VWO", {"HAVO"}),
        ("MBO-1", {"MBO-2"}),
        ("ISK", set()),  # still open
        ("SO", set()),  # another kind of school, not another level
    ],
)
def test_one_level_off_is_a_rung_up_or_down_in_the_same_kind_of_school(level, beside):
    assert levels_beside(level) == beside
