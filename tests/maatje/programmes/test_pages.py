import pytest

from maatje.audit.models import AuditEvent
from maatje.database import db
from maatje.programmes import queries
from maatje.programmes.models import Coverage, Place, Programme, Step, Subject
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_level,
    make_programme,
    make_subject,
)
from tests.soundness import assert_page_is_sound

SETTINGS = {
    "name": "Taalmaatje",
    "summary": "Samen Nederlands oefenen.",
    "helper_word": "maatje",
    "is_open": "y",
    "sessions_per_week": "2",
    "session_minutes": "45",
    "place": "both",
    "allows_anywhere": "y",
    "meeting_link_pattern": "https://praat.example.nl/{code}",
    "allows_booked_interpreter": "y",
    "requires_vog": "y",
    "minimum_age": "21",
    "references_asked": "2",
    "max_pupils": "2",
    "steps": "volunteer_accepts",
    "response_days": "7",
    "urgency_step_days": "14",
    "reopened_bonus_days": "10",
    "contact_rules": " Eerste regel. \n\n Tweede regel. ",
}


@pytest.fixture
def administrator(sign_in):
    return sign_in(make_administrator())


def actions():
    return [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]


def test_every_setting_of_a_programme_is_stored(administrator):
    programme = make_programme("bijles", requires_training=True)

    answer = administrator.post(f"/beheer/programmas/{programme.id}", data=SETTINGS)

    stored = db.session.get(Programme, programme.id)
    assert answer.status_code == 302
    assert (stored.name, stored.helper_word, stored.place) == ("Taalmaatje", "maatje", Place.BOTH)
    assert (stored.sessions_per_week, stored.session_minutes, stored.max_pupils) == (2, 45, 2)
    assert (stored.requires_vog, stored.requires_training, stored.asks_subjects) == (True, False, False)
    assert (stored.response_days, stored.urgency_step_days, stored.reopened_bonus_days) == (7, 14, 10)
    assert stored.allows_anywhere
    assert stored.steps == [Step.VOLUNTEER_ACCEPTS]
    assert stored.contact_rules == "Eerste regel.\nTweede regel."
    assert stored.key == "bijles"
    assert actions() == ["programme.edited"]


def test_a_look_at_what_it_means_changes_nothing(administrator):
    programme = make_programme("bijles")

    page = administrator.post(f"/beheer/programmas/{programme.id}", data=SETTINGS | {"preview": "1"})

    assert page.status_code == 200
    assert "2 keer per week 45 minuten" in page.text
    assert "Hulp mag van overal komen." in page.text
    assert "nog niet bewaard" in page.text
    assert 'value="Taalmaatje"' in page.text
    assert db.session.get(Programme, programme.id).name == "Bijles"
    assert actions() == []


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("sessions_per_week", "6", "van 1 tot en met 5"),
        ("sessions_per_week", "vaak", "heel getal"),
        ("session_minutes", "90", "van 15 tot en met 60"),
        ("response_days", "", "Vul dit nog in."),
        ("name", "   ", "Vul dit nog in."),
        ("place", "maan", "Kies"),
        ("steps", "school_hands_over", "Kies"),
        ("meeting_link_pattern", "http://praat.example.nl/{code}", "begint met https://"),
        ("meeting_link_pattern", "https://praat.example.nl/vast", "precies één keer {code}"),
        ("meeting_link_pattern", "https://praat.example.nl/{code}/{naam}", "precies één keer {code}"),
        ("meeting_link_pattern", "https://{code}.example.nl/x", "na de naam van de site"),
        ("contact_rules", "", "Vul dit nog in."),
    ],
)
def test_a_setting_that_cannot_be_is_refused_at_its_place(administrator, field, typed, said):
    programme = make_programme("bijles")

    answer = administrator.post(f"/beheer/programmas/{programme.id}", data=SETTINGS | {field: typed})

    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Taalmaatje"' in answer.text or field == "name"
    assert db.session.get(Programme, programme.id).name == "Bijles"


def test_a_new_programme_begins_with_the_first_ones_settings(administrator):
    make_programme("bijles", sessions_per_week=3)

    page = administrator.get("/beheer/programmas/nieuw").text
    administrator.post("/beheer/programmas/nieuw", data=SETTINGS)
    administrator.post("/beheer/programmas/nieuw", data=SETTINGS)

    assert 'value="3"' in page
    assert [programme.key for programme in queries.all_programmes()] == ["bijles", "taalmaatje", "taalmaatje-2"]


def test_a_subject_is_added_with_who_may_teach_it(administrator):
    programme, havo, tl = make_programme(), make_level("HAVO"), make_level("VMBO-TL")

    administrator.post(
        "/beheer/vakken/nieuw",
        data={
            "name": "Chinese kalligrafie",
            "group": "kunst",
            "sectors": ["vo"],
            "aliases": "Kalligrafie, schoonschrijven",
            "programmes": [programme.id],
            "is_active": "y",
        },
    )

    subject = db.session.query(Subject).one()
    assert (subject.code, subject.aliases) == ("chinese-kalligraf", "kalligrafie;schoonschrijven")
    assert queries.subjects_of(programme) == [subject]
    assert queries.coverage()[subject.id, havo.id] == {(subject.id, havo.id), (subject.id, tl.id)}
    assert actions() == ["subject.created"]


def test_a_subject_leaves_a_programme_and_is_not_offered_any_more(administrator):
    subject, programme = make_subject("biol", name="Biologie", sectors="vo"), make_programme()
    administrator.post(
        f"/beheer/vakken/{subject.id}",
        data={"name": "Biologie", "sectors": ["vo"], "programmes": [programme.id], "is_active": "y"},
    )
    assert queries.subjects_of(programme) == [subject]

    administrator.post(f"/beheer/vakken/{subject.id}", data={"name": "Biologie", "sectors": ["vo"]})

    assert queries.subjects_of(programme) == []
    assert queries.taught_subjects() == []
    assert actions() == ["subject.edited", "subject.edited"]


def test_two_subjects_do_not_share_a_name(administrator):
    make_subject("biol", name="Biologie")

    answer = administrator.post(
        "/beheer/vakken/nieuw", data={"name": "Biologie", "group": "exact", "sectors": ["vo"]}
    )

    assert answer.status_code == 422
    assert "Er is al een vak met deze naam." in answer.text
    assert db.session.query(Coverage).count() == 0


def test_a_subject_without_a_kind_of_school_is_refused(administrator):
    answer = administrator.post("/beheer/vakken/nieuw", data={"name": "Zeilen", "group": "overig"})

    assert answer.status_code == 422
    assert "Kies minstens één soort onderwijs." in answer.text
    assert 'value="Zeilen"' in answer.text


def test_only_an_administrator_opens_these_pages(sign_in):
    client = sign_in(make_coordinator())

    for page in ("/beheer/programmas", "/beheer/programmas/nieuw", "/beheer/vakken", "/beheer/vakken/nieuw"):
        assert client.get(page).status_code == 403


def test_the_pages_are_sound(administrator):
    programme, subject = make_programme(), make_subject()

    for page in (
        "/beheer/programmas",
        "/beheer/programmas/nieuw",
        f"/beheer/programmas/{programme.id}",
        "/beheer/vakken",
        "/beheer/vakken/nieuw",
        f"/beheer/vakken/{subject.id}",
    ):
        assert_page_is_sound(administrator.get(page).text)
