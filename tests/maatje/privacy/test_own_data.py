"""One's own data on the site, and a school's pupils: see, take along, put on hold, erase."""

import io
import json
import re
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from maatje.accounts.models import User
from maatje.accounts.sessions import FRESH_FOR
from maatje.audit.models import AuditEvent
from maatje.clock import now, today
from maatje.database import db
from maatje.notifications.emails import render_letter
from maatje.notifications.models import Letter
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.requests.life import RequestState
from maatje.requests.models import HelpRequest, Pupil
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import Gender, Volunteer
from tests.access_table import World
from tests.factories import (
    make_administrator,
    make_coordinator,
    make_letter,
    make_pairing,
    make_programme,
    make_pupil,
    make_region,
    make_request,
    make_school,
    make_school_contact,
    make_session,
    make_volunteer,
)
from tests.pages import without_token

KINDS = ("json", "csv", "xlsx")


def events(action):
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)))


def test_a_volunteer_sees_everything_that_is_known_about_them(sign_in):
    volunteer = make_volunteer(
        phone="+31612345678", decision_reason="Vriendelijk gesprek", languages=["nl"], gender=Gender.OTHER
    )
    volunteer.user.first_name = "Quirijn"
    db.session.commit()
    make_letter(volunteer.user)

    page = sign_in(volunteer.user).get("/mijn-gegevens/alles").text

    for known in (
        "Quirijn",
        volunteer.user.email,
        "12345678",
        "2511",
        "Vriendelijk gesprek",
        "dinsdag",
        "anders",
        "Wis mijn",
    ):
        assert known in page, known


def test_all_that_a_volunteer_told_is_in_their_file(sign_in):
    volunteer = make_volunteer(phone="+31612345678", gender=Gender.WOMAN, languages=["nl"], trained_on=today())

    parts = json.loads(sign_in(volunteer.user).get("/mijn-gegevens/alles.json").data)

    assert parts["Wat je ons hebt verteld"][0]["Vrouw, man of anders"] == "vrouw"


@pytest.mark.parametrize("role", ["volunteer", "school", "coordinator", "administrator"])
def test_everybody_takes_their_own_data_along_and_that_is_noted(sign_in, role):
    person = World().people[role]

    answer = sign_in(person).get("/mijn-gegevens/alles.json")

    parts = json.loads(answer.data)
    assert parts["Inloggen"][0]["E-mailadres"] == person.email
    assert "attachment" in answer.headers["Content-Disposition"]
    assert [event.user_id for event in events("account.downloaded")] == [person.id]


def test_nothing_of_others_is_in_it(sign_in):
    world = World()
    make_session(world.people["school"], device="Chrome/Windows")
    make_letter(world.people["coordinator"], kind="round_failed")
    pupil = make_pupil(world.school, first_name="Zoebaida")
    make_pairing(make_request(pupil), world.volunteer, state=PairingState.ACTIVE)

    told = sign_in(world.people["volunteer"]).get("/mijn-gegevens/alles.json").get_data(as_text=True)

    assert "Zoebaida" not in told
    assert "Chrome" not in told
    assert "koppelronde" not in told
    assert "Koppelingen" in told


@pytest.mark.parametrize(
    "address",
    [
        "/mijn-gegevens/alles.json",
        "/mijn-gegevens/wissen",
        "/leerlingen/alle-gegevens.csv",
        "/leerlingen/{}/wissen",
    ],
)
def test_who_signed_in_a_while_ago_shows_first_who_they_are(app, client, address):
    world = World()
    visit = make_session(world.people["school"], proven_at=now() - FRESH_FOR - timedelta(seconds=1))
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], visit.key)

    answer = client.get(address.format(world.pupil().id))

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/bevestigen")


def test_a_volunteer_erases_themselves_and_is_signed_out(sign_in):
    volunteer = make_volunteer()
    address = volunteer.user.email
    visitor = sign_in(volunteer.user)
    assert "Wil je je gegevens wissen?" in visitor.get("/mijn-gegevens/wissen").text

    answer = visitor.post("/mijn-gegevens/wissen", follow_redirects=True)

    assert "Je gegevens zijn gewist" in answer.text
    assert db.session.get(Volunteer, volunteer.id).erased_at
    assert db.session.scalar(select(User).where(User.email == address)) is None
    assert visitor.get("/mijn-gegevens").status_code == 302
    assert [event.action for event in events("account.erased")] == ["account.erased"]


def test_a_coordinator_who_leaves_is_no_coordinator_any_more(sign_in):
    region = make_region()
    going, staying = make_coordinator(region), make_coordinator(region)

    sign_in(going).post("/mijn-gegevens/wissen")

    assert db.session.get(User, going.id).erased_at
    assert "gewist" not in sign_in(make_administrator()).get("/beheer/coordinatoren").text
    assert db.session.get(User, staying.id).erased_at is None


def test_the_last_administrator_is_told_to_invite_another(sign_in):
    only = make_administrator()

    answer = sign_in(only).post("/mijn-gegevens/wissen", follow_redirects=True)

    assert "Je bent de laatste beheerder" in answer.text
    assert db.session.get(User, only.id).erased_at is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_school_takes_its_own_pupils_along_and_nobody_elses(sign_in, kind):
    world = World()
    own = make_pupil(world.school, first_name="Noor", school_reference="N1")
    make_request(own)
    make_pupil(make_school(world.region), first_name="Zoebaida")

    answer = sign_in(world.people["school"]).get(f"/leerlingen/alle-gegevens.{kind}")

    told = read(answer.data, kind)
    assert "Noor" in told
    assert "ouder@example.nl" in told
    assert "Bijles" in told
    assert "Zoebaida" not in told
    assert [event.object_id for event in events("pupil.downloaded")] == [own.id]


def read(content, kind):
    if kind == "xlsx":
        sheet = load_workbook(io.BytesIO(content)).active
        return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
    return content.decode("utf-8-sig")


def test_a_coordinator_takes_the_pupils_of_the_own_regions_along(sign_in):
    here, elsewhere = make_region(), make_region("Zeeland")
    make_pupil(make_school(here), first_name="Noor")
    make_pupil(make_school(elsewhere), first_name="Zoebaida")

    told = sign_in(make_coordinator(here)).get("/leerlingen/alle-gegevens.json").get_data(as_text=True)

    assert "Noor" in told
    assert "Zoebaida" not in told


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_such_a_file_is_a_formula(sign_in, kind):
    world = World()
    make_pupil(world.school, first_name="=1+1", school_reference="@SUM(A1)")

    answer = sign_in(world.people["school"]).get(f"/leerlingen/alle-gegevens.{kind}")

    told = read(answer.data, kind)
    assert "'=1+1" in told
    assert "'@SUM(A1)" in told


def test_one_pupil_is_in_the_file_of_one_pupil(sign_in):
    world = World()
    one = make_pupil(world.school, first_name="Noor")
    make_pupil(world.school, first_name="Sam")

    told = json.loads(sign_in(world.people["school"]).get(f"/leerlingen/{one.id}/alle-gegevens.json").data)

    assert [pupil["Voornaam"] for pupil in told] == ["Noor"]


@pytest.mark.parametrize(
    ("method", "end"),
    [("GET", "alle-gegevens.json"), ("GET", "wissen"), ("POST", "wissen"), ("POST", "even-niets")],
)
def test_another_schools_pupil_is_not_there(sign_in, method, end):
    pupil = make_pupil()
    stranger = sign_in(make_school_contact())

    answer = stranger.open(f"/leerlingen/{pupil.id}/{end}", method=method)
    nobodys = stranger.open(f"/leerlingen/99999/{end}", method=method)

    assert answer.status_code == 404
    assert without_token(answer.text) == without_token(nobodys.text)
    assert db.session.get(Pupil, pupil.id).erased_at is None


def test_a_school_erases_a_pupil(sign_in):
    world = World()
    pupil = make_pupil(world.school, first_name="Quirijntje")
    make_request(pupil)
    visitor = sign_in(world.people["school"])
    page = visitor.get(f"/leerlingen/{pupil.id}/wissen").text
    assert "Wilt u de gegevens van Quirijntje wissen?" in page
    assert "nog 365 dagen dat er toestemming was" in page
    assert "Wil je de gegevens" in sign_in(world.people["coordinator"]).get(f"/leerlingen/{pupil.id}/wissen").text

    answer = visitor.post(f"/leerlingen/{pupil.id}/wissen", follow_redirects=True)

    assert "De gegevens van de leerling zijn gewist" in answer.text
    assert "Quirijntje" not in answer.text
    assert db.session.get(Pupil, pupil.id).erased_at
    assert [event.object_id for event in events("pupil.erased")] == [pupil.id]


def test_a_coordinator_erases_a_volunteer_who_asks_for_it(sign_in):
    world = World()
    volunteer, other = world.volunteer, make_volunteer(make_region("Zeeland"))
    volunteer.user.first_name = "Quirijn"
    db.session.commit()
    pairing = make_pairing(make_request(make_pupil(world.school)), volunteer, state=PairingState.ACTIVE)
    visitor = sign_in(world.people["coordinator"])
    address = f"/vrijwilligers/{volunteer.id}/wissen"
    assert address in visitor.get(f"/vrijwilligers/{volunteer.id}").text
    assert "Er loopt nog hulp" in visitor.get(address).text

    answer = visitor.post(address, follow_redirects=True)

    assert "zijn gewist" in answer.text
    assert "Quirijn" not in answer.text
    assert db.session.get(User, volunteer.user_id).erased_at
    assert db.session.get(Pairing, pairing.id).state is PairingState.ENDED
    assert visitor.get(f"/vrijwilligers/{volunteer.id}").status_code == 404
    assert visitor.post(f"/vrijwilligers/{other.id}/wissen").status_code == 404
    assert db.session.get(User, other.user_id).erased_at is None


@pytest.mark.parametrize("state", VolunteerState)
def test_a_coordinator_erases_a_volunteer_in_any_state(sign_in, state):
    region = make_region()
    volunteer = make_volunteer(region, state=state)

    sign_in(make_coordinator(region)).post(f"/vrijwilligers/{volunteer.id}/wissen")

    assert db.session.get(User, volunteer.user_id).erased_at


def test_a_pupil_on_hold_waits_without_a_round_and_the_pairing_is_paused(sign_in):
    world = World()
    pupil = make_pupil(world.school)
    waiting = make_request(pupil, make_programme("maatje"))
    pairing = make_pairing(make_request(pupil), world.volunteer, state=PairingState.ACTIVE)
    visitor = sign_in(world.people["school"])
    assert "Doe even niets met deze gegevens" in visitor.get(f"/leerlingen/{pupil.id}").text

    visitor.post(f"/leerlingen/{pupil.id}/even-niets")

    assert db.session.get(HelpRequest, waiting.id).state is RequestState.ON_HOLD
    assert db.session.get(Pairing, pairing.id).state is PairingState.PAUSED
    assert "pairing_paused_volunteer" in db.session.scalars(select(Letter.kind)).all()
    assert "Doe even niets met deze gegevens" not in visitor.get(f"/leerlingen/{pupil.id}").text


@pytest.mark.parametrize("who", ["school", "coordinator"])
@pytest.mark.parametrize("state", [PairingState.OFFERED, PairingState.HANDOVER])
def test_of_a_pupil_on_hold_nothing_starts_meanwhile_and_nobody_is_promised_another(sign_in, who, state):
    world = World()
    pupil = make_pupil(world.school)
    waiting = make_request(pupil)
    pairing = make_pairing(waiting, world.volunteer, state=state)
    visitor = sign_in(world.people[who])
    assert "die nog moet beginnen, gaat niet door" in visitor.get(f"/leerlingen/{pupil.id}").text

    said = visitor.post(f"/leerlingen/{pupil.id}/even-niets", follow_redirects=True).text

    assert "Wat nog moest beginnen, gaat niet door" in said
    assert db.session.get(Pairing, pairing.id).state is PairingState.ENDED
    assert db.session.get(HelpRequest, waiting.id).state is RequestState.ON_HOLD
    assert db.session.get(Volunteer, world.volunteer.id).places_taken == 0
    assert "Doe even niets met deze gegevens" not in visitor.get(f"/leerlingen/{pupil.id}").text
    assert "zij beginnen niet" in visitor.get(f"/koppelingen/{pairing.id}").text
    told = {letter.kind: render_letter(letter).text for letter in db.session.scalars(select(Letter))}
    assert "pairing_ended_volunteer" in told
    for text in told.values():
        assert not re.search("zoeken iemand anders|staat weer open|wacht weer op een|gesloten|opnieuw aan", text)


def test_the_pages_of_ones_own_data_are_linked(sign_in):
    world = World()
    visitor = sign_in(world.people["school"])
    pupil = world.pupil()

    assert "/mijn-gegevens/alles" in visitor.get("/mijn-gegevens").text
    assert f"/leerlingen/{pupil.id}/wissen" in visitor.get(f"/leerlingen/{pupil.id}").text
    assert "/leerlingen/alle-gegevens.xlsx" in visitor.get("/leerlingen").text
