"""Fixed, forbidden and earlier pairs."""

import pytest

from maatje.times import moment_of
from tests.outside_files import a_request, a_volunteer, aside_of, matched, pairs_of

TWO = [a_volunteer("V1"), a_volunteer("V2")]


def _pair(request, volunteer, decision="", times=""):
    return {"Hulpvraag": request, "Vrijwilliger": volunteer, "Besluit": decision, "Vaste tijden": times}


def test_a_fixed_pair_stands_and_the_others_are_placed_around_it(tmp_path):
    requests = [a_request("H1", Dagen__gewacht="1"), a_request("H2", Dagen__gewacht="90")]

    result = matched(tmp_path, [a_volunteer("V1")], requests, pairs=[_pair("H1", "V1", "vast")])

    assert pairs_of(result) == [("H1", "V1")]
    assert result.placed[0].is_fixed
    assert [one.request.reference for one in result.left] == ["H2"]


def test_a_fixed_pair_keeps_the_times_it_was_given(tmp_path):
    requests = [a_request("H1"), a_request("H2")]
    volunteers = [a_volunteer("V1", Plekken="2")]

    result = matched(tmp_path, volunteers, requests, pairs=[_pair("h1", "v1", "vast", "ma 16:00")])

    assert [one.proposal.moments for one in result.placed] == [(moment_of(0, 16),), (moment_of(0, 15),)]


def test_fixed_pairs_without_times_do_not_stand_in_each_others_way(tmp_path):
    requests = [a_request("H1"), a_request("H2", Tijden="ma 15")]
    pairs = [_pair("H1", "V1", "vast"), _pair("H2", "V1", "vast")]

    result = matched(tmp_path, [a_volunteer("V1", Plekken="2")], requests, pairs=pairs)

    assert [one.proposal.moments for one in result.placed] == [(moment_of(0, 16),), (moment_of(0, 15),)]


def test_two_pupils_may_be_fixed_with_one_volunteer_though_a_round_would_give_only_one(tmp_path):
    cells = {"Hulp bij": "plannen", "Programma": "Thuisschoolmaatje", "Tijden": "ma-vr 15-17"}
    volunteer = a_volunteer("V1", Plekken="2", Tijden="ma-vr 15-17") | {"Programma's": "Thuisschoolmaatje"}

    result = matched(
        tmp_path,
        [volunteer],
        [a_request("H1") | cells, a_request("H2") | cells],
        pairs=[_pair("H1", "V1", "vast"), _pair("H2", "V1", "vast")],
    )

    assert pairs_of(result) == [("H1", "V1"), ("H2", "V1")]
    assert not set(result.placed[0].proposal.moments) & set(result.placed[1].proposal.moments)


@pytest.mark.parametrize(
    ("pairs", "row", "text"),
    [
        ([_pair("H1", "V1", "vast"), _pair("H1", "V1", "verboden")], 2, "Het verbod geldt"),
        ([_pair("H1", "V1", "vast"), _pair("H1", "V2", "vast")], 3, "staat vaker vast"),
        ([_pair("H1", "V1", "vast", "di 15")], 2, "niet allebei"),
        ([_pair("H1", "V1", "vast", "ma 15-17")], 2, "Geef 1 vaste tijden"),
        ([_pair("H1", "V3", "vast")], 2, "Dit klopt niet: geeft de vakken op dit niveau"),
        ([_pair("H1", "V1", "vast"), _pair("H2", "V1", "vast")], 3, "met een plek vrij"),
        ([_pair("H1", "V9", "verboden")], 2, "“V9” staat niet in het bestand"),
        ([_pair("H1", "V4", "vast")], 2, "is zelf niet goed te lezen (regel 5)"),
        ([_pair("H1", "V1", "hm")], 2, "vast, verboden"),
    ],
)
def test_a_pair_that_cannot_be_is_set_aside_with_the_reason(tmp_path, pairs, row, text):
    volunteers = [*TWO, a_volunteer("V3", Vakken="Engels (vwo)"), a_volunteer("V4", Tijden="ooit")]

    requests = [a_request("H1", Dagen__gewacht="9"), a_request("H2")]

    result = matched(tmp_path, volunteers, requests, pairs=pairs)

    assert text in " ".join(aside_of(result, "pairs")[row].values())


def test_a_forbidden_pair_is_never_proposed(tmp_path):
    result = matched(tmp_path, TWO[:1], [a_request("H1")], pairs=[_pair("H1", "V1", "verboden")])

    assert pairs_of(result) == []
    assert result.left[0].left.reason == "forbidden"


def test_who_was_proposed_before_goes_before_who_is_as_good(tmp_path):
    for volunteer in ("V1", "V2"):
        result = matched(tmp_path, TWO, [a_request("H1")], pairs=[_pair("H1", volunteer)])

        assert pairs_of(result) == [("H1", volunteer)]


def test_who_knows_the_pupil_fits_better(tmp_path):
    result = matched(tmp_path, TWO, [a_request("H1")], pairs=[_pair("H1", "V2", "kent elkaar")])

    assert pairs_of(result) == [("H1", "V2")]


def test_an_earlier_proposal_of_somebody_who_is_gone_is_only_counted(tmp_path):
    result = matched(tmp_path, TWO, [a_request("H1")], pairs=[_pair("H7", "V1"), _pair("H8", "V1")])

    assert aside_of(result, "pairs") == {}
    assert "2 eerdere voorstellen" in result.gathered.remarks[-1]
