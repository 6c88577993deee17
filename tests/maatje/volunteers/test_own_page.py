import pytest
from markupsafe import Markup
from sqlalchemy import select

from maatje.audit.models import AuditEvent
from maatje.audit.services import ChangedMeanwhile
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.panels import NOTHING
from maatje.programmes.models import ProgrammeSubject
from maatje.times import moment_of
from maatje.volunteers import conduct, panels, services
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import Gender
from tests.factories import (
    _stored,
    make_coverage,
    make_level,
    make_postcode,
    make_programme,
    make_region,
    make_subject,
    make_user,
    make_volunteer,
)


@pytest.fixture
def volunteer(app):
    make_postcode("2511")
    bijles = make_programme()
    _stored(ProgrammeSubject(programme_id=bijles.id, subject_id=make_subject().id))
    return make_volunteer(programmes=[bijles], privacy_version=conduct.PRIVACY)


@pytest.fixture
def own(volunteer, sign_in):
    return sign_in(volunteer.user)


@pytest.mark.parametrize("state", [state for state in VolunteerState if state is not VolunteerState.UNVERIFIED])
def test_the_page_says_how_things_stand_and_what_comes_next(volunteer, own, state):
    volunteer.state = state
    db.session.commit()

    answer = own.get("/mijn-pagina")

    assert answer.status_code == 200
    assert services.VOLUNTEER_LIFE.next_for(state, Actor.VOLUNTEER) == [] or "Even geen tijd?" in answer.text


@pytest.mark.parametrize("section", ["gegevens", "hulp", "talen", "waar", "wanneer"])
def test_every_section_comes_filled_in_and_can_be_stored_as_it_is(volunteer, own, section):
    answer = own.get(f"/mijn-pagina/{section}")

    assert answer.status_code == 200


def test_a_name_phone_and_gender_can_be_changed(volunteer, own):
    data = {"first_name": "Sanne", "last_name": "Smit", "phone": "+32 2 555 12 12", "gender": "other"}

    assert own.post("/mijn-pagina/gegevens", data=data).location == "/mijn-pagina"

    db.session.expire_all()
    assert (volunteer.user.full_name, volunteer.gender) == ("Sanne Smit", Gender.OTHER)
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.action, event.object_id, event.region_id) == (
        "volunteer.edited",
        volunteer.id,
        volunteer.region_id,
    )


def test_who_edits_what_somebody_is_at_is_told_so(volunteer, own, monkeypatch):
    def somebody_was_first(*_):
        raise ChangedMeanwhile

    monkeypatch.setattr(services, "edit_volunteer", somebody_was_first)

    answer = own.post("/mijn-pagina/gegevens", data={"first_name": "Sanne", "last_name": "Smit"})

    assert answer.status_code == 409


def test_help_and_subjects_change_together(volunteer, own):
    subject, level = make_subject(), make_level()
    vwo = make_level("VWO", position=41)
    make_coverage((subject, vwo))
    data = {
        "programme_ids": [volunteer.programmes[0].id],
        "subject_levels": [subject.id],
        f"subject_levels-{subject.id}": vwo.id,
    }

    assert volunteer.subjects[0].level_id == level.id
    assert own.post("/mijn-pagina/hulp", data=data).location == "/mijn-pagina"

    db.session.expire_all()
    assert [(one.subject_id, one.level_id) for one in volunteer.subjects] == [(subject.id, vwo.id)]


def test_a_programme_that_closed_since_may_stay(volunteer, own):
    volunteer.programmes[0].is_open = False
    db.session.commit()
    data = {"weekly_times": [moment_of(2, 10)], "places": "1"}

    assert own.post("/mijn-pagina/wanneer", data=data).location == "/mijn-pagina"
    assert "Bijles" in own.get("/mijn-pagina/hulp").text


def test_fewer_places_than_pupils_helped_is_refused_kindly(volunteer, own):
    volunteer.places, volunteer.places_taken = 3, 2
    db.session.commit()

    answer = own.post("/mijn-pagina/wanneer", data={"weekly_times": ["40"], "places": "1"})

    assert answer.status_code == 422
    assert "Je helpt nu 2 leerlingen" in answer.text
    db.session.expire_all()
    assert volunteer.places == 3


def test_another_region_takes_over_at_once_and_both_see_it_in_their_trail(volunteer, own):
    old, zeeland = volunteer.region_id, make_region("Zeeland")
    make_postcode("4331", zeeland)
    data = {"pc4": "4331", "suggested_for": "4331", "region_id": zeeland.id, "online": "y"}

    own.post("/mijn-pagina/waar", data=data)

    db.session.expire_all()
    assert (volunteer.pc4, volunteer.region_id) == ("4331", zeeland.id)
    trail = [(event.action, event.region_id) for event in db.session.scalars(select(AuditEvent))]
    assert trail == [("volunteer.left_region", old), ("volunteer.edited", zeeland.id)]


def test_nobody_can_make_themselves_something_else_by_posting_more(volunteer, own):
    data = {"first_name": "Sanne", "last_name": "S", "state": "active", "role": "administrator", "email": "a@b.nl"}
    volunteer.state = VolunteerState.APPLIED
    db.session.commit()
    address = volunteer.user.email

    own.post("/mijn-pagina/gegevens", data=data | {"places_taken": 0, "vog_status": "seen", "is_adult": ""})

    db.session.expire_all()
    assert (volunteer.state, volunteer.user.role, volunteer.user.email, volunteer.is_adult) == (
        VolunteerState.APPLIED,
        "volunteer",
        address,
        True,
    )


def test_a_volunteer_pauses_and_resumes(volunteer, own):
    own.post("/mijn-pagina/pauze")
    db.session.expire_all()
    assert volunteer.state is VolunteerState.PAUSED

    own.post("/mijn-pagina/hervatten")
    db.session.expire_all()
    assert volunteer.state is VolunteerState.ACTIVE


def test_stopping_is_asked_twice_and_announced_to_the_rooms_above(volunteer, own):
    heard = []
    with services.volunteer_stopped.connected_to(lambda who, by: heard.append((who.id, by.actor))):
        assert "Wil je stoppen?" in own.get("/mijn-pagina/stoppen").text
        assert heard == []
        own.post("/mijn-pagina/stoppen")

    db.session.expire_all()
    assert volunteer.state is VolunteerState.STOPPED
    assert heard == [(volunteer.id, Actor.VOLUNTEER)]
    assert own.get("/mijn-pagina/wanneer").location == "/mijn-pagina"


def test_what_cannot_be_done_any_more_is_said_kindly(volunteer, own):
    own.post("/mijn-pagina/stoppen")

    answer = own.post("/mijn-pagina/pauze", follow_redirects=True)

    assert answer.status_code == 200
    assert "Dat kan nu niet meer" in answer.text


def test_a_new_code_of_conduct_is_asked_for_and_agreed_to(volunteer, own, monkeypatch):
    monkeypatch.setattr(conduct, "CODE_OF_CONDUCT", "2027-01")
    assert "Onze afspraken zijn veranderd" in own.get("/mijn-pagina").text
    data = {"code_of_conduct_version": "2027-01", "privacy_version": conduct.PRIVACY}

    assert own.post("/mijn-pagina/afspraken", data=data).status_code == 422
    data |= {"agrees_to_conduct": "y", "agrees_to_privacy": "y"}
    assert own.post("/mijn-pagina/afspraken", data=data).location == "/mijn-pagina"

    db.session.expire_all()
    assert volunteer.code_of_conduct_version == "2027-01"
    assert "Onze afspraken zijn veranderd" not in own.get("/mijn-pagina").text


def test_a_higher_room_shows_its_part_on_the_page(volunteer, own, monkeypatch):
    part = Markup("<p>koppelingen van {}</p>")
    monkeypatch.setattr(panels, "own_page", [lambda one: part.format(one.id), lambda one: NOTHING])

    assert f"<p>koppelingen van {volunteer.id}</p>" in own.get("/mijn-pagina").text


def test_an_account_without_a_volunteer_has_no_such_page(app, sign_in):
    assert sign_in(make_user()).get("/mijn-pagina").status_code == 404


def test_two_edits_of_different_sections_keep_each_other(volunteer):
    by = By(Actor.VOLUNTEER, volunteer.user_id)
    with transaction():
        services.edit_volunteer(volunteer, {"phone": "+31612345678"}, by)
    with transaction():
        services.edit_volunteer(volunteer, {"dutch": 5}, by)

    assert (volunteer.phone, volunteer.dutch) == ("+31612345678", 5)
