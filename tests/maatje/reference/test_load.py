import re
import time

import pytest

from maatje.database import db, transaction
from maatje.programmes import queries as programmes
from maatje.programmes.models import Coverage, Language, Level, Programme, ProgrammeSubject, Subject
from maatje.reference import services, tables
from maatje.regions import queries as regions
from maatje.regions.models import PostcodeArea, Region


@pytest.fixture
def loaded(app):
    with transaction():
        services.load_reference()
    return app


def test_the_rows_we_ship_are_there(loaded):
    counts = {table: db.session.query(table).count() for table in (Region, Subject, Level, Language, Programme)}

    assert counts == {Region: 25, Subject: 82, Level: 21, Language: 48, Programme: 2}
    assert 4000 < db.session.query(PostcodeArea).count() < 4150


@pytest.mark.parametrize(
    ("pc4", "place", "region"),
    [
        ("2511", "Den Haag", "Haaglanden"),
        ("3011", "Rotterdam", "Rotterdam-Rijnmond"),
        ("9711", "Groningen", "Groningen"),
        ("6211", "Maastricht", "Zuid-Limburg"),
        ("1012", "Amsterdam", "Amsterdam-Amstelland"),
        ("3511", "Utrecht", "Utrecht"),
        ("8232", "Lelystad", "Flevoland"),
        ("8911", "Leeuwarden", "Fryslân"),
        ("2241", "Wassenaar", "Haaglanden"),
        ("5725", "Heusden", "Brabant-Zuidoost"),
        ("6101", "Echt", "Limburg-Noord"),
        ("9999", "Stitswerd", "Groningen"),
    ],
)
def test_a_postcode_suggests_its_region(loaded, pc4, place, region):
    assert regions.area_of(pc4).place == place
    assert regions.suggested_region(pc4).name == region


def test_loading_again_adds_nothing_and_is_quick(loaded):
    started = time.monotonic()

    with transaction():
        added = services.load_reference()

    assert set(added.values()) == {0}
    assert time.monotonic() - started < 2


def test_loading_again_leaves_the_administrators_choices_alone(loaded):
    with transaction():
        db.session.query(Programme).filter_by(key="bijles").one().response_days = 9
        db.session.query(Region).filter_by(code="VR15").one().name = "Den Haag en omstreken"
        db.session.get(PostcodeArea, "2511").region_id = None
        biology = db.session.query(Subject).filter_by(code="biol").one()
        db.session.query(ProgrammeSubject).filter_by(subject_id=biology.id).delete()
        first = db.session.query(Coverage).filter_by(offered_subject_id=biology.id).first()
        db.session.delete(first)
    rows = db.session.query(Coverage).count()

    with transaction():
        services.load_reference()

    assert db.session.query(Programme).filter_by(key="bijles").one().response_days == 9
    assert db.session.query(Region).filter_by(code="VR15").one().name == "Den Haag en omstreken"
    assert db.session.get(PostcodeArea, "2511").region_id is None
    assert db.session.query(ProgrammeSubject).filter_by(subject_id=biology.id).count() == 0
    assert db.session.query(Coverage).count() == rows


@pytest.mark.parametrize(("added", "is_renewed"), [("", True), (" Dat is echt zo.", False)])
def test_a_summary_of_ours_is_renewed_unless_somebody_changed_it(loaded, added, is_renewed):
    [maatje] = [row for row in tables.programmes() if row["key"] == "thuisschoolmaatje"]
    before = maatje["former_summaries"][0] + added
    with transaction():
        db.session.query(Programme).filter_by(key="thuisschoolmaatje").one().summary = before

    with transaction():
        services.load_reference()

    summary = db.session.query(Programme).filter_by(key="thuisschoolmaatje").one().summary
    assert summary == (maatje["summary"] if is_renewed else before)


def test_a_programme_is_told_in_words_for_volunteers_schools_and_families_alike(loaded):
    spoken = " ".join(programme.summary.casefold() for programme in programmes.open_programmes())

    assert {"je", "jij", "u", "uw"}.isdisjoint(re.findall(r"\w+", spoken))


def test_an_administrators_own_region_may_have_a_name_that_we_ship(app):
    with transaction():
        db.session.add(Region(code="EIGEN", name="Utrecht"))

    with transaction():
        services.load_reference()

    assert db.session.query(Region).filter_by(name="Utrecht").one().code == "EIGEN"


def test_the_two_programmes_are_as_they_were_in_2020(loaded):
    maatje, bijles = programmes.open_programmes()

    assert (maatje.sessions_per_week, maatje.session_minutes, maatje.asks_subjects) == (3, 30, False)
    assert (bijles.sessions_per_week, bijles.session_minutes, bijles.asks_subjects) == (1, 60, True)
    assert {subject.code for subject in programmes.subjects_of(maatje)} >= {"plan", "praat", "overh"}
    assert "wisB" in {subject.code for subject in programmes.subjects_of(bijles)}
    assert "Veilig" not in maatje.summary
    assert "112" in bijles.contact_rules


def test_the_command_says_what_it_added(app):
    first = app.test_cli_runner().invoke(args=["reference", "load"])
    second = app.test_cli_runner().invoke(args=["reference", "load"])

    assert "regions: 25" in first.output
    assert "Everything was there." in second.output
