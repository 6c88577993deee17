from datetime import date, timedelta

import pytest
from sqlalchemy import select

from maatje.accounts.links import make_token
from maatje.audit.models import AuditEvent
from maatje.clock import now, today
from maatje.database import db
from maatje.notifications.models import Letter
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import VogStatus, Volunteer
from maatje.volunteers.screening import months_after
from tests.factories import make_coordinator, make_region, make_user, make_volunteer
from tests.maatje.volunteers.somebody import START
from tests.pages import without_token


@pytest.fixture
def newcomer(app):
    return make_volunteer(state=VolunteerState.APPLIED, vog_status=VogStatus.NEEDED)


@pytest.fixture
def coordinator(newcomer, sign_in):
    return sign_in(make_coordinator(newcomer.region))


def letters():
    return db.session.scalars(select(Letter)).all()


@pytest.mark.parametrize(
    ("seen", "told"),
    [(VogStatus.SEEN, "volunteer_activated"), (VogStatus.REQUESTED, "volunteer_activated_without_vog")],
)
def test_a_coordinator_activates_a_newcomer_who_is_told_so(newcomer, coordinator, seen, told):
    newcomer.vog_status = seen
    db.session.commit()
    assert newcomer.user.sorted_name in coordinator.get("/vrijwilligers").text
    assert coordinator.get(f"/vrijwilligers/{newcomer.id}").status_code == 200

    coordinator.post(f"/vrijwilligers/{newcomer.id}/activeren")

    db.session.expire_all()
    assert newcomer.state is VolunteerState.ACTIVE
    assert [letter.kind for letter in letters()] == [told]
    assert db.session.scalars(select(AuditEvent.action)).all() == ["volunteer.active"]


def test_getting_acquainted_comes_before_activating_if_one_likes(newcomer, coordinator):
    coordinator.post(f"/vrijwilligers/{newcomer.id}/kennismaken")
    db.session.expire_all()
    assert newcomer.state is VolunteerState.INTAKE

    coordinator.post(f"/vrijwilligers/{newcomer.id}/activeren")
    db.session.expire_all()
    assert newcomer.state is VolunteerState.ACTIVE


def test_the_page_says_what_is_missing_for_each_programme(newcomer, coordinator):
    assert "Ontbreekt nog: geldige VOG gezien." in coordinator.get(f"/vrijwilligers/{newcomer.id}").text


def test_a_vog_that_was_seen_is_asked_again_after_three_years(newcomer, coordinator):
    answers = {"vog_status": "seen", "vog_issued_on": "29-2-2024", "intake_on": "22-11-2025"}

    coordinator.post(f"/vrijwilligers/{newcomer.id}", data=answers)

    db.session.expire_all()
    assert newcomer.vog_status is VogStatus.SEEN
    assert (newcomer.vog_issued_on, newcomer.vog_recheck_on) == (date(2024, 2, 29), date(2027, 2, 28))
    assert newcomer.vog_seen_on == today()
    assert newcomer.vog_seen_by is not None
    assert newcomer.intake_on == date(2025, 11, 22)
    assert "ouder dan drie maanden" in coordinator.get(f"/vrijwilligers/{newcomer.id}").text


def test_who_saw_the_vog_stays_when_something_else_is_noted(newcomer, coordinator, sign_in):
    seen = {"vog_status": "seen", "vog_issued_on": f"{today():%d-%m-%Y}"}
    coordinator.post(f"/vrijwilligers/{newcomer.id}", data=seen)
    db.session.expire_all()
    first = newcomer.vog_seen_by_id

    other = sign_in(make_coordinator(newcomer.region))
    other.post(f"/vrijwilligers/{newcomer.id}", data=seen | {"trained_on": "1-11-2026"})

    db.session.expire_all()
    assert newcomer.vog_seen_by_id == first
    assert newcomer.trained_on == date(2026, 11, 1)


def test_a_vog_that_turns_out_wrong_is_taken_back_with_its_dates(newcomer, coordinator):
    coordinator.post(f"/vrijwilligers/{newcomer.id}", data={"vog_status": "seen", "vog_issued_on": "1-11-2026"})
    coordinator.post(f"/vrijwilligers/{newcomer.id}", data={"vog_status": "needed", "vog_issued_on": "1-11-2026"})

    db.session.expire_all()
    assert (newcomer.vog_issued_on, newcomer.vog_recheck_on, newcomer.vog_seen_on, newcomer.vog_seen_by_id) == (
        None,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("noted", "said"),
    [
        ({"vog_status": "seen"}, "Vul de datum in die op de VOG staat"),
        ({"vog_status": "seen", "vog_issued_on": "1-1-2199"}, "ligt in de toekomst"),
        ({"vog_status": "seen", "vog_issued_on": "31-2-2026"}, "Dit is geen datum"),
        ({"vog_status": "seen", "vog_issued_on": "1-2-2026", "vog_recheck_on": "1-2-2020"}, "moet na de datum"),
        ({"vog_status": "needed", "intake_on": "morgen"}, "Dit is geen datum"),
        ({"vog_status": "kwijt"}, "Kies een van de mogelijkheden"),
    ],
)
def test_what_cannot_be_noted_is_said_at_the_place(newcomer, coordinator, noted, said):
    answer = coordinator.post(f"/vrijwilligers/{newcomer.id}", data=noted)

    assert answer.status_code == 422
    assert said in answer.text


def test_three_months_and_three_years_end_on_a_day_that_exists():
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert months_after(date(2024, 2, 29), 36) == date(2027, 2, 28)
    assert months_after(date(2026, 12, 1), 1) == date(2027, 1, 1)


def test_a_volunteer_who_is_turned_down_gets_a_mail_without_the_reason(newcomer, coordinator):
    assert coordinator.post(f"/vrijwilligers/{newcomer.id}/afwijzen", data={"reason": ""}).status_code == 422
    coordinator.post(f"/vrijwilligers/{newcomer.id}/afwijzen", data={"reason": "Kwam twee keer niet."})

    db.session.expire_all()
    assert (newcomer.state, newcomer.decision_reason) == (VolunteerState.REJECTED, "Kwam twee keer niet.")
    (letter,) = letters()
    assert (letter.kind, letter.context) == ("volunteer_rejected", {"volunteer_id": newcomer.id})
    assert "Kwam twee keer niet." in coordinator.get(f"/vrijwilligers/{newcomer.id}").text


def test_the_volunteer_never_reads_the_reason(newcomer, coordinator, sign_in):
    coordinator.post(f"/vrijwilligers/{newcomer.id}/afwijzen", data={"reason": "Kwam twee keer niet."})

    assert "twee keer" not in sign_in(newcomer.user).get("/mijn-pagina").text


def test_whoever_clicks_second_is_told_kindly(newcomer, coordinator):
    coordinator.post(f"/vrijwilligers/{newcomer.id}/activeren")

    answer = coordinator.post(f"/vrijwilligers/{newcomer.id}/activeren", follow_redirects=True)

    assert answer.status_code == 200
    assert "Dat kan bij deze vrijwilliger nu niet" in answer.text
    assert len(letters()) == 1


@pytest.mark.parametrize("doing", ["pauze", "hervatten", "stoppen"])
def test_a_coordinator_pauses_resumes_and_stops_for_somebody(coordinator, newcomer, doing):
    begin = {"pauze": VolunteerState.ACTIVE, "hervatten": VolunteerState.PAUSED, "stoppen": VolunteerState.ACTIVE}
    end = {"pauze": VolunteerState.PAUSED, "hervatten": VolunteerState.ACTIVE, "stoppen": VolunteerState.STOPPED}
    newcomer.state = begin[doing]
    db.session.commit()

    coordinator.post(f"/vrijwilligers/{newcomer.id}/{doing}")

    db.session.expire_all()
    assert newcomer.state is end[doing]


def test_who_stopped_may_come_back_by_way_of_the_coordinator(coordinator, newcomer):
    newcomer.state = VolunteerState.STOPPED
    db.session.commit()
    assert "Begin de kennismaking" in coordinator.get(f"/vrijwilligers/{newcomer.id}").text

    coordinator.post(f"/vrijwilligers/{newcomer.id}/kennismaken")
    db.session.expire_all()
    assert newcomer.state is VolunteerState.INTAKE

    coordinator.post(f"/vrijwilligers/{newcomer.id}/activeren")
    db.session.expire_all()
    assert newcomer.state is VolunteerState.ACTIVE


def test_who_stopped_can_still_sign_in_and_reads_how_to_come_back(newcomer, sign_in):
    newcomer.state = VolunteerState.STOPPED
    db.session.commit()

    page = sign_in(newcomer.user).get("/mijn-pagina").text

    assert "Wil je later weer meedoen? Vraag het de regio-coördinator." in page


@pytest.mark.parametrize(
    "part",
    ["", "/afwijzen", "/gegevens", "/hulp", "/talen", "/waar", "/wanneer"],
)
def test_a_coordinator_of_another_region_finds_nobody(newcomer, sign_in, part):
    elsewhere = sign_in(make_coordinator(make_region("Zeeland")))

    assert newcomer.user.last_name not in elsewhere.get("/vrijwilligers?status=alle").text
    assert elsewhere.get(f"/vrijwilligers/{newcomer.id}{part}").status_code == 404
    assert elsewhere.post(f"/vrijwilligers/{newcomer.id}{part}").status_code == 404
    foreign, missing = elsewhere.get(f"/vrijwilligers/{newcomer.id}"), elsewhere.get("/vrijwilligers/99999")
    assert without_token(foreign.text) == without_token(missing.text)


@pytest.mark.parametrize(
    "doing", ["activeren", "kennismaken", "pauze", "hervatten", "stoppen", "opnieuw-mailen", "afwijzen"]
)
def test_nothing_can_be_done_to_somebody_of_another_region(newcomer, sign_in, doing):
    elsewhere = sign_in(make_coordinator(make_region("Zeeland")))

    assert elsewhere.post(f"/vrijwilligers/{newcomer.id}/{doing}", data={"reason": "x"}).status_code == 404
    assert db.session.get(Volunteer, newcomer.id).state is VolunteerState.APPLIED


def test_newcomers_come_first_and_whoever_waits_longest_at_the_top(coordinator, newcomer):
    earlier = make_volunteer(
        state=VolunteerState.APPLIED, applied_at=now() - timedelta(days=9), user=make_user(last_name="Vroeger")
    )
    make_volunteer(state=VolunteerState.ACTIVE, user=make_user(last_name="Bezig"))

    page = coordinator.get("/vrijwilligers").text

    assert page.index(earlier.user.last_name) < page.index(newcomer.user.last_name)
    assert "Bezig" not in page


def test_people_are_found_by_a_part_of_their_name_in_any_state(coordinator, newcomer):
    make_volunteer(user=make_user(first_name="Zoë", infix="van den", last_name="Berg"))

    box = coordinator.get("/vrijwilligers?status=applied").text
    assert 'action="/vrijwilligers"' in box
    assert 'type="hidden" name="status"' not in box
    page = coordinator.post("/vrijwilligers", data={"zoek": "van den zoë"}).text

    assert "Berg, Zoë van den" in page
    assert newcomer.user.last_name not in page
    assert "Niemand gevonden" in coordinator.post("/vrijwilligers", data={"zoek": "%_'\"<"}).text


@pytest.mark.parametrize(
    ("typed", "kept"), [("84,85", "84, 85"), ("84 en 85", "84, 85"), ("84/ 85", "84, 85"), ("60", "60"), ("", "")]
)
def test_the_numbers_on_a_vog_are_noted(coordinator, newcomer, typed, kept):
    data = {"vog_status": "seen", "vog_issued_on": f"{today():%d-%m-%Y}", "vog_aspects": typed}

    answer = coordinator.post(f"/vrijwilligers/{newcomer.id}", data=data)

    assert answer.status_code == 302
    assert db.session.get(Volunteer, newcomer.id).vog_aspects == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("11, 12", "niet voor werk met leerlingen"),
        ("kinderen", "alleen de nummers"),
        ("8484", "alleen de nummers"),
    ],
)
def test_a_vog_that_is_not_for_work_with_pupils_is_refused(coordinator, newcomer, typed, said):
    data = {"vog_status": "seen", "vog_issued_on": f"{today():%d-%m-%Y}", "vog_aspects": typed}

    answer = coordinator.post(f"/vrijwilligers/{newcomer.id}", data=data)

    assert said in answer.text
    assert f'value="{typed}"' in answer.text
    assert db.session.get(Volunteer, newcomer.id).vog_status is not VogStatus.SEEN


def test_the_next_newcomer_is_one_of_the_own_region(coordinator, newcomer):
    elsewhere = make_volunteer(make_region("Zeeland"), state=VolunteerState.APPLIED)
    page = coordinator.get(f"/vrijwilligers/{newcomer.id}").text
    assert "Volgende nieuwe vrijwilliger" not in page
    assert f"/vrijwilligers/{elsewhere.id}" not in page

    own = make_volunteer(newcomer.region, state=VolunteerState.APPLIED)

    assert f"/vrijwilligers/{own.id}" in coordinator.get(f"/vrijwilligers/{newcomer.id}").text


def test_a_long_list_is_leafed_through(coordinator, newcomer):
    for number in range(26):
        make_volunteer(state=VolunteerState.APPLIED, user=make_user(last_name=f"Nummer{number}"))

    assert "Pagina 1 van 2" in coordinator.get("/vrijwilligers").text
    assert coordinator.get("/vrijwilligers?page=2").status_code == 200
    assert "Pagina 2 van 2" in coordinator.get("/vrijwilligers?page=99").text
    assert coordinator.get("/vrijwilligers?status=onzin").status_code == 200


def test_a_coordinator_changes_what_a_volunteer_told(newcomer, coordinator):
    coordinator.post(f"/vrijwilligers/{newcomer.id}/talen", data={"dutch": "4"})

    db.session.expire_all()
    assert newcomer.dutch == 4


def test_a_volunteer_handed_to_another_region_is_out_of_sight_at_once(newcomer, coordinator):
    zeeland = make_region("Zeeland")
    data = {"pc4": "2511", "suggested_for": "2511", "region_id": zeeland.id, "online": "y"}

    answer = coordinator.post(f"/vrijwilligers/{newcomer.id}/waar", data=data)

    assert answer.location == "/vrijwilligers"
    assert coordinator.get(f"/vrijwilligers/{newcomer.id}").status_code == 404


def test_a_coordinator_enters_somebody_who_then_agrees_and_chooses_a_password(somebody, sign_in):
    coordinator = make_coordinator()
    sign_in(coordinator)
    everything = {name: value for answers in somebody.answers.values() for name, value in answers.items()}

    assert somebody.client.get("/vrijwilligers/nieuw").status_code == 200
    answer = somebody.client.post("/vrijwilligers/nieuw", data=everything)

    volunteer = db.session.scalars(select(Volunteer)).one()
    assert answer.location == f"/vrijwilligers/{volunteer.id}"
    assert (volunteer.state, volunteer.code_of_conduct_version) == (VolunteerState.UNVERIFIED, "")
    assert [letter.kind for letter in letters()] == ["confirm_volunteer"]
    assert somebody.client.get(f"/vrijwilligers/{volunteer.id}").status_code == 200
    somebody.client.post(f"/vrijwilligers/{volunteer.id}/activeren")
    db.session.expire_all()
    assert volunteer.state is VolunteerState.UNVERIFIED  # nobody can do that for them

    link = f"{START}/bevestigen/{make_token('verify_volunteer', volunteer.id)}"
    password = {"password": "een lange zin"}
    assert somebody.client.post(link, data=password).status_code == 422
    somebody.client.post(link, data=password | somebody.answers["afspraken"])

    db.session.expire_all()
    assert volunteer.state is VolunteerState.APPLIED
    assert volunteer.code_of_conduct_version != ""


def test_entering_an_address_that_is_known_is_said_at_the_field(somebody, sign_in):
    sign_in(make_coordinator(email="anna@example.nl"))
    everything = {name: value for answers in somebody.answers.values() for name, value in answers.items()}

    answer = somebody.client.post("/vrijwilligers/nieuw", data=everything)

    assert answer.status_code == 422
    assert "Er is al iemand met dit e-mailadres" in answer.text
    assert db.session.scalars(select(Volunteer)).all() == []


def test_a_coordinator_enters_only_in_their_own_regions(somebody, sign_in):
    sign_in(make_coordinator(make_region("Zeeland")))
    everything = {name: value for answers in somebody.answers.values() for name, value in answers.items()}

    answer = somebody.client.post("/vrijwilligers/nieuw", data=everything)

    assert answer.status_code == 422
    assert db.session.scalars(select(Volunteer)).all() == []


@pytest.mark.parametrize("state", list(VolunteerState))
def test_the_page_of_a_volunteer_shows_in_every_state(newcomer, coordinator, state):
    newcomer.state = state
    db.session.commit()

    assert coordinator.get(f"/vrijwilligers/{newcomer.id}").status_code == 200
    assert coordinator.get(f"/vrijwilligers?status={state}").status_code == 200
