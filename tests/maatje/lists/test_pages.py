import io

import pytest
from sqlalchemy import event

from maatje.access import Role
from maatje.accounts.models import User
from maatje.audit.models import AuditEvent
from maatje.database import db
from maatje.lists import entering, services
from maatje.lists.jobs import sweep_uploads
from maatje.lists.models import Upload
from maatje.programmes.models import ProgrammeSubject
from maatje.requests import lists
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil
from maatje.schools.models import School
from maatje.spreadsheets.reading import read_table
from maatje.times import moment_of
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import VogStatus, Volunteer
from tests.factories import (
    make_coordinator,
    make_grade,
    make_language,
    make_level,
    make_postcode,
    make_programme,
    make_pupil,
    make_region,
    make_school,
    make_school_contact,
    make_subject,
    make_user,
)
from tests.soundness import assert_page_is_sound

PUPILS = (
    "Kenmerk;Voornaam;Programma;Niveau;Leerjaar;Jonger dan 16;Hulp bij;Tijden;E-mail;"
    "Toestemming van;Toestemming hoe"
)
GOOD = "{};{};Bijles;havo;3;ja;Wis;ma 16-18;ouder@example.nl;ouder;telefoon"
VOLUNTEERS = (
    "Voornaam;Achternaam;E-mail;18 of ouder;Programma's;Vakken;Tijden;Postcode;VOG gezien, datum van afgifte"
)


@pytest.fixture(autouse=True)
def reference(app):
    subject, programme = make_subject("wis", aliases="wiskunde;wi"), make_programme("bijles")
    db.session.add(ProgrammeSubject(programme_id=programme.id, subject_id=subject.id))
    db.session.commit()
    make_level("HAVO"), make_grade("vo-3"), make_language("nl"), make_postcode()


@pytest.fixture
def mentor(sign_in):
    return sign_in(make_school_contact(make_school(name="Duinzicht")))


@pytest.fixture
def coordinator(sign_in):
    return sign_in(make_coordinator(make_region()))


def _upload(client, kind, *lines, name="lijst.csv"):
    content = "\r\n".join(lines).encode()
    return client.post(f"/lijsten/{kind}", data={"file": (io.BytesIO(content), name)}, follow_redirects=True)


def _latest():
    return db.session.query(Upload).order_by(Upload.id.desc()).first()


def _enter(client):
    return client.post(f"/lijsten/bestand/{_latest().id}/bewaren", follow_redirects=True)


def test_a_list_is_checked_first_and_nothing_is_entered(mentor):
    page = _upload(mentor, "leerlingen", PUPILS, GOOD.format("a1", "Noor"), GOOD.format("a2", "Sami"))

    assert "2 regels zijn goed en nieuw." in page.text
    assert_page_is_sound(page.text)
    assert db.session.query(Pupil).count() == 0


def test_good_rows_go_in_and_bad_rows_come_back_with_their_reason(mentor):
    bad = GOOD.format("a2", "Sami").replace("havo", "toverschool")
    _upload(mentor, "leerlingen", PUPILS, GOOD.format("a1", "Noor"), bad)

    page = _enter(mentor)
    returned = read_table(mentor.get(f"/lijsten/bestand/{_latest().id}/niet-gelukt.xlsx").data)

    assert "1 regel is bewaard." in page.text
    [request] = db.session.query(HelpRequest)
    assert (request.pupil.first_name, request.state) == ("Noor", RequestState.SUBMITTED)
    assert request.pupil.weekly_times == {moment_of(0, 16), moment_of(0, 17)}
    assert returned.headings[-1] == "Wat er mis is"
    assert returned.rows[0].cells[1] == "Sami"
    assert "toverschool" in returned.rows[0].cells[-1]


def test_the_corrected_file_goes_in_with_its_extra_column(mentor):
    bad = GOOD.format("a2", "Sami").replace("havo", "toverschool")
    _upload(mentor, "leerlingen", PUPILS, GOOD.format("a1", "Noor"), bad)
    _enter(mentor)
    returned = mentor.get(f"/lijsten/bestand/{_latest().id}/niet-gelukt.csv").data.decode("utf-8-sig")

    _upload(mentor, "leerlingen", returned.replace("toverschool", "havo", 1))
    _enter(mentor)

    assert sorted(pupil.first_name for pupil in db.session.query(Pupil)) == ["Noor", "Sami"]


def test_our_own_extra_column_is_no_unknown_one(mentor):
    _upload(mentor, "leerlingen", f"{PUPILS};Wat er mis is", GOOD.format("a1", "Noor") + ";Niveau: onbekend.")

    assert _latest().unknown_headings == []


def _recorded(upload_id):
    """What the audit trail knows of this list, in order."""
    of_list = db.session.query(AuditEvent).filter_by(object_type="uploads", object_id=upload_id)
    return [event.action.removeprefix("list.") for event in of_list.order_by(AuditEvent.id)]


def test_a_list_leaves_its_trail_from_the_upload_to_the_end(mentor):
    _upload(
        mentor, "leerlingen", PUPILS, GOOD.format("a1", "Noor"), GOOD.format("a2", "Sami").replace("havo", "x")
    )
    upload_id = _latest().id
    assert _recorded(upload_id) == ["uploaded", "viewed"]

    _enter(mentor)
    mentor.get(f"/lijsten/bestand/{upload_id}/niet-gelukt.csv")
    mentor.post(f"/lijsten/bestand/{upload_id}/weggooien")

    assert _recorded(upload_id)[2:] == ["leerlingen_entered", "viewed", "viewed", "discarded"]
    events = db.session.query(AuditEvent).filter_by(object_type="uploads")
    assert {event.user_id for event in events} == {db.session.query(User).one().id}


def test_a_list_of_which_everybody_was_entered_shows_nobody(mentor):
    _upload(mentor, "leerlingen", PUPILS, GOOD.format("a1", "Noor"))
    _enter(mentor)

    assert _recorded(_latest().id) == ["uploaded", "viewed", "leerlingen_entered"]


def test_a_second_upload_enters_nobody_twice(mentor):
    lines = [PUPILS, GOOD.format("a1", "Noor"), GOOD.format("", "Sami")]
    _upload(mentor, "leerlingen", *lines)
    _enter(mentor)

    page = _upload(mentor, "leerlingen", *lines)
    _enter(mentor)

    assert "2 regels staan al in Maatje; die slaan we over." in page.text
    assert db.session.query(Pupil).count() == 2


def test_entering_the_same_upload_twice_enters_nobody_twice(mentor):
    _upload(mentor, "leerlingen", PUPILS, GOOD.format("a1", "Noor"))

    _enter(mentor)
    _enter(mentor)

    assert db.session.query(Pupil).count() == 1


def test_a_doubled_row_is_named_with_the_row_it_doubles(mentor):
    page = _upload(mentor, "leerlingen", PUPILS, GOOD.format("a1", "Noor"), GOOD.format("a1", "Noor"))

    assert "Staat al op regel 2." in page.text


def test_every_problem_of_a_row_is_told_at_once(mentor):
    page = _upload(mentor, "leerlingen", PUPILS, "a1;;Yoga;mars;3;misschien;Wis;altijd;geen-adres;oma;duif")

    for heading in ("Programma", "Niveau", "Jonger dan 16", "Tijden", "E-mail", "Toestemming van"):
        assert f"<strong>{heading}:</strong>" in page.text


def test_a_school_reference_that_is_a_bsn_is_refused(mentor):
    page = _upload(mentor, "leerlingen", PUPILS, GOOD.format("111222333", "Noor"))

    assert "burgerservicenummer" in page.text


def test_missing_columns_are_named(mentor):
    page = _upload(mentor, "leerlingen", "Voornaam;Kleur", "Noor;blauw")

    assert page.status_code == 422
    assert "Programma" in page.text
    assert "missen" in page.text


def test_unknown_columns_are_named_and_passed_over(mentor):
    page = _upload(mentor, "leerlingen", PUPILS + ";Lievelingskleur", GOOD.format("a1", "Noor") + ";blauw")

    assert "Lievelingskleur" in page.text
    assert "1 regel is goed en nieuw." in page.text


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04kapot"])
def test_a_file_that_is_no_list_gets_a_word_at_the_field(mentor, content):
    page = mentor.post("/lijsten/leerlingen", data={"file": (io.BytesIO(content), "lijst.xlsx")})

    assert page.status_code == 422
    assert_page_is_sound(page.text)


def test_no_file_at_all_is_told_too(mentor):
    page = mentor.post("/lijsten/leerlingen", data={})

    assert page.status_code == 422
    assert "Kies een bestand." in page.text


def test_a_file_over_the_limit_is_refused(app, mentor, monkeypatch):
    small = app.config["SETTINGS"].model_copy(update={"max_upload_bytes": 100})
    monkeypatch.setitem(app.config, "SETTINGS", small)

    page = mentor.post("/lijsten/leerlingen", data={"file": (io.BytesIO(b"x" * 101), "groot.csv")})

    assert page.status_code == 413


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_example_file_can_be_downloaded_and_read(mentor, form):
    example = read_table(mentor.get(f"/lijsten/leerlingen/voorbeeld.{form}").data)

    assert "Voornaam" in example.headings
    assert len(example.rows) == 1


def test_a_coordinator_names_the_school_and_only_one_of_their_own(coordinator):
    make_school(name="Duinzicht"), make_school(make_region("Drenthe"), name="Ver weg")

    page = _upload(
        coordinator,
        "leerlingen",
        "School;" + PUPILS,
        "Duinzicht;" + GOOD.format("a1", "Noor"),
        "Ver weg;" + GOOD.format("a2", "Sami"),
    )

    assert "1 regel is goed en nieuw." in page.text
    assert "“Ver weg” kennen we niet." in page.text


def test_volunteers_come_in_from_a_list_and_are_asked_to_confirm(coordinator):
    _upload(
        coordinator,
        "vrijwilligers",
        VOLUNTEERS,
        "Sanne;Berg;sanne@example.nl;ja;bijles;wiskunde (havo);di 16-18;2511;46300",
    )
    _enter(coordinator)

    [volunteer] = db.session.query(Volunteer)
    assert volunteer.state is VolunteerState.UNVERIFIED
    assert [(offer.subject.code, offer.level.code) for offer in volunteer.subjects] == [("wis", "HAVO")]
    assert volunteer.vog_status is VogStatus.SEEN
    assert str(volunteer.vog_issued_on) == "2026-10-05"


def test_a_volunteer_who_is_known_is_passed_over(coordinator):
    make_user(Role.VOLUNTEER, email="sanne@example.nl")

    page = _upload(
        coordinator,
        "vrijwilligers",
        VOLUNTEERS,
        "Sanne;Berg;Sanne@Example.nl;ja;bijles;wiskunde (havo);di 16-18;2511;",
    )

    assert "1 regel staat al in Maatje" in page.text
    assert db.session.query(User).filter_by(email="sanne@example.nl").count() == 1


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ("Sanne;Berg;sanne@example.nl;nee;bijles;wiskunde (havo);di 16;2511;", "18 jaar"),
        ("Sanne;Berg;sanne@example.nl;ja;bijles;wiskunde;di 16;2511;", "tot en met welk niveau"),
        ("Sanne;Berg;sanne@example.nl;ja;bijles;wiskunde (havo);di 16;9999;", "niet in jouw regio"),
        ("Sanne;Berg;sanne@example.nl;ja;bijles;wiskunde (havo);di 16;2511;1-1-2099", "in de toekomst"),
    ],
)
def test_a_row_about_a_volunteer_gets_its_reason(coordinator, cells, problem):
    page = _upload(coordinator, "vrijwilligers", VOLUNTEERS, cells)

    assert problem in page.text


def test_a_school_contact_has_no_list_of_volunteers(mentor):
    assert mentor.get("/lijsten/vrijwilligers").status_code == 404
    assert mentor.get("/lijsten/onzin").status_code == 404


@pytest.mark.parametrize("rest", ["", "/niet-gelukt.csv", "/bewaren", "/weggooien"])
def test_somebody_elses_list_is_simply_not_found(mentor, sign_in, rest):
    _upload(mentor, "leerlingen", PUPILS, GOOD.format("a1", "Noor"))
    number = _latest().id
    stranger = sign_in(make_school_contact())
    ask = stranger.post if rest in ("/bewaren", "/weggooien") else stranger.get

    assert ask(f"/lijsten/bestand/{number}{rest}").status_code == 404
    assert db.session.query(Pupil).count() == 0


def test_a_list_is_thrown_away_on_request_and_after_a_day(mentor):
    import time_machine

    _upload(mentor, "leerlingen", PUPILS, GOOD.format("a1", "Noor"))
    mentor.post(f"/lijsten/bestand/{_latest().id}/weggooien")
    assert db.session.query(Upload).count() == 0

    with time_machine.travel("2026-11-20 12:00:00+00:00"):
        _upload(mentor, "leerlingen", PUPILS, GOOD.format("a1", "Noor"))
    with time_machine.travel("2026-11-21 13:00:00+00:00"):
        sweep_uploads()
    assert db.session.query(Upload).count() == 0


def test_what_was_entered_is_not_kept_a_second_time(mentor):
    _upload(mentor, "leerlingen", PUPILS, GOOD.format("a1", "Noor"))

    _enter(mentor)

    assert _latest().rows == []


def test_throwing_the_rest_away_does_not_say_that_nothing_was_kept(mentor):
    _upload(mentor, "leerlingen", PUPILS, GOOD.format("a1", "Noor"), GOOD.format("a2", "").replace("havo", ""))
    _enter(mentor)

    page = mentor.post(f"/lijsten/bestand/{_latest().id}/weggooien", follow_redirects=True)

    assert "Wat al bewaard was, staat in Maatje." in page.text
    assert db.session.query(Pupil).count() == 1


def _three_at_a_time(monkeypatch):
    monkeypatch.setattr(entering, "ROWS_AT_ONCE", 3)


def _seven(client):
    rows = [GOOD.format(f"a{number}", name) for number, name in enumerate(("Noor", "Sami", "Ayla", "Bo", "Cas"))]
    bad = GOOD.format("a8", "Dex").replace("havo", "toverschool")
    return _upload(client, "leerlingen", PUPILS, bad, *rows, GOOD.format("a9", "Eva"), GOOD.format("a10", "Fay"))


def test_a_long_list_is_entered_in_parts_that_are_each_stored(mentor, monkeypatch):
    _three_at_a_time(monkeypatch)
    _seven(mentor)

    page = _enter(mentor)

    assert "7 regels zijn bewaard." in page.text
    assert db.session.query(Pupil).count() == 7
    assert [row["cells"][1] for row in _latest().rows] == ["Dex"]
    parts = db.session.query(AuditEvent).filter_by(action="list.leerlingen_entered").count()
    assert parts == 3


def test_who_is_interrupted_halfway_loses_nothing_and_goes_on(mentor, monkeypatch):
    _three_at_a_time(monkeypatch)
    _seven(mentor)
    once = services.enter_rows
    turns = iter([once])
    monkeypatch.setattr(services, "enter_rows", lambda *given: next(turns)(*given))
    with pytest.raises((RuntimeError, StopIteration)):
        _enter(mentor)
    assert db.session.query(Pupil).count() == 3
    monkeypatch.setattr(services, "enter_rows", once)

    halfway = mentor.get(f"/lijsten/bestand/{_latest().id}")
    page = _enter(mentor)

    assert "4 regels wachten nog." in halfway.text
    assert_page_is_sound(halfway.text)
    assert "7 regels zijn bewaard." in page.text
    assert db.session.query(Pupil).count() == 7


def test_a_list_thrown_away_while_it_is_entered_stops_quietly(mentor, monkeypatch):
    _three_at_a_time(monkeypatch)
    _seven(mentor)
    number = _latest().id
    once = services.enter_rows

    def thrown_away_after(*given):
        left = once(*given)
        db.session.execute(db.delete(Upload))
        return left

    monkeypatch.setattr(services, "enter_rows", thrown_away_after)

    assert mentor.post(f"/lijsten/bestand/{number}/bewaren").status_code == 302
    assert db.session.query(Pupil).count() == 3


def test_checking_a_list_holds_nobody_up(mentor, monkeypatch):
    begun = []
    listen = lambda connection: begun.append(connection.get_execution_options().get("writes", False))  # noqa: E731
    check = services.check_list

    def watched(*given):
        event.listen(db.engine, "begin", listen)
        upload = check(*given)
        event.remove(db.engine, "begin", listen)
        assert not db.session.connection().get_execution_options().get("writes")
        return upload

    monkeypatch.setattr(services, "check_list", watched)

    assert _seven(mentor).status_code == 200
    assert True not in begun


def test_a_long_list_asks_little_more_for_each_row(mentor):
    def statements(number):
        rows = [GOOD.format("", "Nora" + "a" * row) for row in range(number)]
        said = []
        listen = lambda connection, cursor, statement, *rest: said.append(statement)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listen)
        _upload(mentor, "leerlingen", PUPILS, *rows)
        event.remove(db.engine, "before_cursor_execute", listen)
        return len(said)

    assert (statements(30) - statements(10)) / 20 <= 2


def test_a_row_that_somebody_else_enters_in_the_same_second_comes_back(mentor, monkeypatch):
    _upload(mentor, "leerlingen", PUPILS, GOOD.format("a1", "Noor"), GOOD.format("a2", "Sami"))
    # The other one is stored between the look and the entering.
    make_pupil(db.session.query(School).one(), school_reference="a1", first_name="Ander")
    monkeypatch.setattr("maatje.requests.services.same_pupils", lambda nomination: [])
    monkeypatch.setattr(lists, "already_nominated", lambda nomination: None)

    page = _enter(mentor)

    assert page.status_code == 200
    assert "1 regel is bewaard." in page.text
    assert "in dezelfde seconde" in page.text


def test_a_row_with_a_bsn_is_set_aside_and_the_number_is_not_kept(mentor):
    page = _upload(mentor, "leerlingen", PUPILS, GOOD.format("a1", "Noor"), GOOD.format("111222333", "Sami"))

    assert "1 regel is goed en nieuw." in page.text
    assert "burgerservicenummer" in page.text
    [bad] = _latest().bad_rows
    assert list(bad["problems"]) == ["Kenmerk"]
    assert bad["cells"][:2] == ["xxxxxxxxx", "Sami"]


def test_a_number_in_a_column_that_nobody_asked_for_is_not_kept_either(mentor):
    headings, row = f"{PUPILS};Opmerking", GOOD.format("a1", "Noor") + ";bsn 111.222.333"
    _upload(mentor, "leerlingen", headings, row)

    [good] = _latest().good_rows
    assert good["cells"][-1] == "bsn xxx.xxx.xxx"
