from maatje.database import db
from maatje.programmes import queries
from maatje.programmes.models import Coverage, ProgrammeSubject
from tests.factories import make_language, make_level, make_programme, make_subject


def test_a_closed_programme_is_not_offered(app):
    make_programme("oud", is_open=False)
    bijles = make_programme("bijles")

    assert queries.open_programmes() == [bijles]


def test_a_programme_offers_its_own_active_subjects(app):
    bijles = make_programme()
    biology, latin, planning = make_subject("biol"), make_subject("latl", is_active=False), make_subject("plan")
    db.session.add_all(ProgrammeSubject(programme_id=bijles.id, subject_id=s.id) for s in (biology, latin))
    db.session.commit()

    assert queries.subjects_of(bijles) == [biology]
    assert planning not in queries.subjects_of(bijles)


def test_subjects_are_told_apart_from_kinds_of_help(app):
    biology, planning = make_subject("biol"), make_subject("plan", group="vaardig")

    assert queries.taught_subjects() == [biology]
    assert queries.kinds_of_help() == [planning]


def test_pupils_and_helpers_choose_from_different_levels(app):
    havo = make_level("HAVO", position=40)
    brug = make_level("BRUG", position=23, for_helpers=False)
    university = make_level("WO", position=61, for_pupils=False, for_helpers=False)

    assert queries.pupil_levels() == [brug, havo]
    assert queries.helper_levels() == [havo]
    assert university not in queries.pupil_levels() + queries.helper_levels()


def test_dutch_stands_first_among_languages(app):
    make_language("hu", name="Hongaars", tier=2)
    make_language("ar", name="Arabisch", tier=1)
    make_language("nl", name="Nederlands", tier=0)

    assert [language.code for language in queries.languages()] == ["nl", "ar", "hu"]


def test_coverage_is_the_table_and_a_kind_of_help_covers_every_level(app):
    maths, planning = make_subject("wis"), make_subject("plan", group="vaardig")
    havo, tl = make_level("HAVO"), make_level("VMBO-TL")
    db.session.add(
        Coverage(offered_subject_id=maths.id, offered_level_id=havo.id, subject_id=maths.id, level_id=tl.id)
    )
    db.session.commit()

    assert queries.coverage() == {
        (maths.id, havo.id): {(maths.id, tl.id)},
        (planning.id, None): {(planning.id, None), (planning.id, havo.id), (planning.id, tl.id)},
    }
