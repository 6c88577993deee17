"""A concern is passed on at once and without a word about what; numbers stand before anything else."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import Boolean, Enum, Integer

from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import UtcDateTime, db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.privacy.erasing import erase_volunteer
from maatje.reference.queries import safety_contacts
from maatje.safety import queries, services
from maatje.safety.life import CONCERN_LIFE, ConcernState
from maatje.safety.models import Concern, VolunteerReport
from tests.factories import (
    make_concern,
    make_coordinator,
    make_region,
    make_school_contact,
    make_volunteer,
)
from tests.maatje.pairings.conftest import do, letters, new_letters
from tests.soundness import assert_page_is_sound


def raise_page(pairing):
    return f"/mijn-koppelingen/{pairing.id}/zorgen"


def all_concerns():
    return db.session.scalars(db.select(Concern)).all()


def test_the_numbers_stand_on_the_page_before_the_only_form_and_there_is_nothing_to_write(people, at, sign_in):
    pairing = at("active")

    page = sign_in(people.volunteer.user).get(raise_page(pairing)).text

    assert_page_is_sound(page)
    main = page[page.index("<main") :]
    assert main.index("tel:112") < main.index("tel:08002000") < main.index("<form")
    assert not re.search(r"<textarea|<select|type=.(text|email|search)", main)


def test_every_number_we_show_is_one_of_the_table_of_safety_contacts(people, at, sign_in):
    page = sign_in(people.volunteer.user).get(raise_page(at("active"))).text

    shown = set(re.findall(r'href="tel:(\d+)"', page))
    known = {re.sub(r"\D", "", contact.phone) for contact in safety_contacts()} | {"113"}
    assert {"112", "08002000"} <= shown <= known


def test_one_button_tells_the_school_and_the_coordinator_and_nobody_at_home(people, at, sign_in):
    pairing = at("active")
    before = letters()

    sign_in(people.volunteer.user).post(raise_page(pairing))

    assert [concern.state for concern in all_concerns()] == [ConcernState.NEW]
    assert new_letters(before) == {
        ("concern_raised", people.mentor.email),
        ("concern_raised", people.coordinator.email),
    }
    assert pairing.state is PairingState.ACTIVE


def test_pressing_twice_is_one_concern_and_after_the_call_there_may_be_another(people, at, sign_in):
    pairing = at("active")
    visitor = sign_in(people.volunteer.user)
    before = letters()

    visitor.post(raise_page(pairing))
    visitor.post(raise_page(pairing))
    assert len(all_concerns()) == 1
    assert len(letters()) == len(before) + 2

    do(lambda: services.note_call(all_concerns()[0], people.by_school))
    visitor.post(raise_page(pairing))
    assert len(all_concerns()) == 2


def test_who_has_no_account_passes_on_no_concern(people, at):
    pairing = at("active")

    with pytest.raises(MoveNotAllowed), transaction():
        services.raise_concern(pairing, people.by_family)

    assert all_concerns() == []


def raise_for(pairing_id, by):
    services.raise_concern(db.session.get_one(Pairing, pairing_id), by)


def test_eight_times_at_one_moment_is_one_concern(people, at, at_once):
    pairing = at("active")

    came_out = at_once(*[(raise_for, (pairing.id, people.by_volunteer))] * 8)

    assert came_out == {"done": 8}
    assert len(all_concerns()) == 1


def test_there_is_no_column_for_what_it_is_about():
    for model in (Concern, VolunteerReport):
        for column in model.__table__.columns:
            kind = column.type
            assert isinstance(kind, Integer | UtcDateTime | Enum | Boolean), column


def test_who_has_yet_to_say_yes_knows_nobody_to_worry_about(people, at, sign_in):
    pairing = at("offered")
    visitor = sign_in(people.volunteer.user)

    assert visitor.get(raise_page(pairing)).status_code == 404
    assert visitor.post(raise_page(pairing)).status_code == 404
    assert all_concerns() == []


def test_the_way_to_it_stands_on_the_own_page_of_a_pairing_and_says_how_it_goes_on(people, at, sign_in):
    pairing = at("active")
    visitor = sign_in(people.volunteer.user)
    own = f"/mijn-koppelingen/{pairing.id}"

    assert "Ik maak me zorgen" in visitor.get(own).text
    visitor.post(raise_page(pairing))
    assert "Je gaf een zorgsignaal" in visitor.get(own).text
    do(lambda: services.note_call(all_concerns()[0], people.by_coordinator))
    assert "is erover gebeld" in visitor.get(own).text


def test_it_stands_on_top_for_school_and_coordinator_until_it_is_closed(people, at, sign_in):
    concern = make_concern(at("active"))
    tops = {people.mentor: "/leerlingen", people.coordinator: "/overzicht"}

    for person, top in tops.items():
        page = sign_in(person).get(top).text
        before = page.partition("</h1>")[2].partition("Er is 1 zorgsignaal")
        assert before[1]
        assert not re.search(r"<(a|button|form|table|ul)\b", before[0])  # nothing else is offered first
    do(lambda: services.note_call(concern, people.by_school))
    assert "zorgsignaal" in sign_in(people.mentor).get("/leerlingen").text
    do(lambda: services.close_concern(concern, people.by_school))
    for person, top in tops.items():
        assert "zorgsignaal" not in sign_in(person).get(top).text


def test_handling_it_records_who_phoned_and_when_and_the_page_says_so(people, at, sign_in):
    concern = make_concern(at("active"))
    visitor = sign_in(people.mentor)

    page = visitor.get(f"/zorgen/{concern.id}")
    assert_page_is_sound(page.text)
    assert "Victor" in page.text
    visitor.post(f"/zorgen/{concern.id}/gebeld")

    assert concern.state is ConcernState.CALLED
    assert concern.called_by_id == people.mentor.id
    assert now() - concern.called_at < timedelta(minutes=1)
    assert "Mies Mentor" in visitor.get(f"/zorgen/{concern.id}").text
    assert visitor.post(f"/zorgen/{concern.id}/gebeld").status_code == 303  # once more changes nothing
    visitor.post(f"/zorgen/{concern.id}/afsluiten")
    assert concern.state is ConcernState.CLOSED


def test_looking_at_it_stands_in_the_trail_with_the_pupil_it_names(people, at, sign_in):
    concern = make_concern(at("active"))

    sign_in(people.coordinator).get(f"/zorgen/{concern.id}")

    seen = db.session.execute(
        db.select(AuditEvent.action, AuditEvent.object_id).where(AuditEvent.user_id == people.coordinator.id)
    ).all()
    assert ("concern.viewed", concern.id) in seen
    assert ("pupil.viewed", people.pupil.id) in seen


def test_only_the_own_school_and_the_own_regions_read_it(people, at, sign_in):
    concern = make_concern(at("active"))
    elsewhere = make_region("Drenthe")

    for stranger in (make_school_contact(), make_coordinator(elsewhere)):
        assert sign_in(stranger).get(f"/zorgen/{concern.id}").status_code == 404
        assert sign_in(stranger).post(f"/zorgen/{concern.id}/gebeld").status_code == 404
    assert sign_in(make_volunteer().user).get(raise_page(concern.pairing)).status_code == 404
    assert concern.state is ConcernState.NEW


def test_a_coordinator_phones_the_volunteer_and_a_school_does_not_read_the_number(people, at, sign_in):
    with transaction():
        people.volunteer.phone = "+31612345678"
    pairing = at("active")
    theirs = do(lambda: services.raise_concern(pairing, people.by_volunteer))
    of_school = do(lambda: services.raise_concern(pairing, people.by_school))

    assert "12345678" in sign_in(people.coordinator).get(f"/zorgen/{theirs.id}").text.replace(" ", "")
    assert "12345678" not in sign_in(people.coordinator).get(f"/zorgen/{of_school.id}").text.replace(" ", "")
    assert "12345678" not in sign_in(people.mentor).get(f"/zorgen/{theirs.id}").text.replace(" ", "")


def test_school_and_coordinator_pass_one_on_to_each_other(people, at, sign_in):
    pairing = at("active")
    for person, told in ((people.mentor, people.coordinator), (people.coordinator, people.mentor)):
        before = letters()
        sign_in(person).post(f"/koppelingen/{pairing.id}/zorgen")
        assert letters()[len(before) :] == [("concern_raised", told.email)]


@pytest.mark.parametrize("actor", list(Actor))
@pytest.mark.parametrize("here", list(ConcernState))
@pytest.mark.parametrize("verb", ["note_call", "close_concern"])
def test_what_its_life_does_not_have_is_refused(people, at, verb, here, actor):
    concern = make_concern(at("active"), state=here)
    there = {"note_call": ConcernState.CALLED, "close_concern": ConcernState.CLOSED}[verb]
    by = By(actor, people.mentor.id)

    if CONCERN_LIFE.allows(here, there, actor):
        do(lambda: getattr(services, verb)(concern, by))
        assert concern.state is there
    else:
        with pytest.raises(MoveNotAllowed), transaction():
            getattr(services, verb)(concern, by)


def test_a_concern_that_waits_outlives_the_volunteer_who_raised_it(people, at):
    concern = do(lambda: services.raise_concern(at("active"), people.by_volunteer))

    do(lambda: erase_volunteer(people.volunteer, people.by_volunteer))

    assert [one.id for one in queries.waiting_concerns(people.coordinator)] == [concern.id]
    assert [one.id for one in queries.waiting_concerns(people.mentor)] == [concern.id]
