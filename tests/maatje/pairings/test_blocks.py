"""Two who have no contact see nothing of each other, behind no page and no link, and never come together."""

import pytest

from maatje.audit.models import AuditEvent
from maatje.database import db, transaction
from maatje.life import Actor, By, MoveNotAllowed
from maatje.pairings import blocks, errors, queries, services
from maatje.pairings.life import BlockState, PairingState
from maatje.pairings.models import BarReason, ContactBlock, LiftReason
from maatje.requests.life import RequestState
from maatje.rounds import engine
from maatje.rounds.life import ProposalState
from tests.factories import (
    FRIDAY_FOUR,
    TUESDAY_FOUR,
    make_coordinator,
    make_programme,
    make_proposal,
    make_pupil,
    make_region,
    make_request,
    make_volunteer,
)
from tests.maatje.pairings.conftest import answer_link, do, family_link, handover_link
from tests.maatje.pairings.test_ending import barred, everything_is_free


def blocked(pairing, by):
    return do(lambda: blocks.block_contact(pairing, by))


def standing():
    return db.session.scalars(db.select(ContactBlock).where(ContactBlock.state == BlockState.STANDING)).all()


@pytest.mark.parametrize("state", ["offered", "handover", "active", "paused"])
@pytest.mark.parametrize("who", ["by_coordinator", "by_school", "by_family"])
def test_a_block_ends_what_runs_and_the_pupil_waits_for_somebody_else(people, at, state, who):
    pairing = at(state)

    blocked(pairing, getattr(people, who))

    assert pairing.state is PairingState.ENDED
    assert pairing.meeting_link == ""
    assert people.request.state is RequestState.OPEN
    assert everything_is_free(people)
    assert queries.barred_pairs([people.pupil.id]) == {(people.pupil.id, people.volunteer.id)}


@pytest.mark.parametrize("actor", [Actor.VOLUNTEER, Actor.CLOCK, Actor.ROUND, Actor.ADMINISTRATOR])
def test_nobody_else_puts_one_up(people, at, actor):
    with pytest.raises(MoveNotAllowed), transaction():
        blocks.block_contact(at("active"), By(actor))


def test_from_that_moment_no_page_calendar_or_old_link_shows_the_one_to_the_other(people, at, client, sign_in):
    pairing = at("active")
    link = pairing.meeting_link
    old_links = [answer_link(pairing), handover_link(pairing, people.mentor), family_link(pairing)]
    assert link in client.get(family_link(pairing)).text
    blocked(pairing, people.by_coordinator)

    for address in old_links:
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 410
            assert "Deze pagina is gesloten" in answer.text
    assert client.get(f"{family_link(pairing)}/agenda.ics").status_code == 410
    own = sign_in(people.volunteer.user)
    for address in ("", "/agenda.ics", "/zorgen"):
        assert own.get(f"/mijn-koppelingen/{pairing.id}{address}").status_code == 404
    for action in ("antwoord", "pauze", "hervatten", "stoppen", "regels", "zorgen"):
        assert own.post(f"/mijn-koppelingen/{pairing.id}/{action}").status_code == 404
    assert f"/mijn-koppelingen/{pairing.id}" not in own.get("/mijn-pagina").text
    school = sign_in(people.mentor)
    assert people.volunteer.user.email not in school.get(f"/koppelingen/{pairing.id}").text
    assert school.get(f"/koppelingen/{pairing.id}/agenda.ics").status_code == 404


def test_a_round_never_brings_them_together(people, at):
    pairing = at("active")
    assert people.volunteer.state == "active"
    blocked(pairing, people.by_coordinator)

    assert [found.volunteer_id for found in engine.candidates(people.request)] == []
    people.request.state = RequestState.PROPOSED
    db.session.commit()
    with pytest.raises(errors.PairIsBarred), transaction():
        services.make_pairing(
            people.request,
            people.volunteer,
            {TUESDAY_FOUR},
            is_online=True,
            needs_booked_interpreter=False,
            by=people.by_coordinator,
        )


def test_what_was_proposed_for_these_two_is_void_and_for_others_stays(people, at):
    pairing = at("active")
    wish = make_request(people.pupil, make_programme("maatje"))
    again = make_proposal(request=wish, volunteer=people.volunteer)
    other = make_proposal(volunteer=people.volunteer)

    blocked(pairing, people.by_family)

    assert again.state is ProposalState.VOID
    assert other.state is ProposalState.PENDING


def test_only_a_coordinator_of_the_pupils_region_takes_it_away_with_a_reason(people, at, sign_in):
    pairing = at("active")
    block = blocked(pairing, people.by_family)
    address = f"/koppelingen/{pairing.id}/contact-vrijgeven"

    for stranger, status in ((make_coordinator(make_region("Drenthe")), 404), (people.mentor, 403)):
        assert sign_in(stranger).post(address, data={"reason": "cleared"}).status_code == status
    visitor = sign_in(people.coordinator)
    visitor.post(address)
    assert block.state is BlockState.STANDING
    visitor.post(address, data={"reason": "cleared"})

    assert (block.state, block.lifted_because) == (BlockState.LIFTED, LiftReason.CLEARED)
    assert block.lifted_by_id == people.coordinator.id
    assert pairing.state is PairingState.ENDED
    assert barred(people) is BarReason.FORBIDDEN
    done = db.select(AuditEvent.action).where(AuditEvent.object_type == "contact_blocks").order_by(AuditEvent.id)
    assert db.session.scalars(done).all() == ["block.standing", "block.lifted"]


def test_the_coordinator_of_the_volunteers_region_finds_nothing_to_take_away(people, at, sign_in):
    elsewhere = make_region("Drenthe")
    with transaction():
        people.volunteer.region_id = elsewhere.id
    pairing = at("active")
    block = blocked(pairing, people.by_family)
    visitor = sign_in(make_coordinator(elsewhere))
    assert visitor.get(f"/koppelingen/{pairing.id}").status_code == 200

    answer = visitor.post(f"/koppelingen/{pairing.id}/contact-vrijgeven", data={"reason": "cleared"})

    assert answer.status_code == 404
    assert block.state is BlockState.STANDING


@pytest.mark.parametrize("actor", [actor for actor in Actor if actor is not Actor.COORDINATOR])
def test_the_life_lets_nobody_else_lift_it(people, at, actor):
    block = blocked(at("active"), people.by_family)

    with pytest.raises(MoveNotAllowed), transaction():
        blocks.lift_block(block, LiftReason.MISTAKE, By(actor, people.mentor.id))


def test_after_a_mistake_nothing_is_left_of_it(people, at):
    block = blocked(at("active"), people.by_coordinator)

    do(lambda: blocks.lift_block(block, LiftReason.MISTAKE, people.by_coordinator))

    assert queries.barred_pairs([people.pupil.id]) == set()
    assert standing() == []


def test_the_coordinator_blocks_on_the_page_of_the_pairing(people, at, sign_in):
    pairing = at("active")
    visitor = sign_in(people.coordinator)
    assert "Contact blokkeren" in visitor.get(f"/koppelingen/{pairing.id}").text
    assert sign_in(people.mentor).post(f"/koppelingen/{pairing.id}/contact-blokkeren").status_code == 403

    sign_in(people.coordinator).post(f"/koppelingen/{pairing.id}/contact-blokkeren")
    sign_in(people.coordinator).post(f"/koppelingen/{pairing.id}/contact-blokkeren")

    assert len(standing()) == 1
    assert "Blokkade weghalen" in sign_in(people.coordinator).get(f"/koppelingen/{pairing.id}").text


def block(pairing_id, by):
    blocks.block_contact(db.session.get_one(services.Pairing, pairing_id), by)


def approve(request_id, volunteer_id, by):
    services.make_pairing(
        db.session.get_one(services.HelpRequest, request_id),
        db.session.get_one(services.Volunteer, volunteer_id),
        {TUESDAY_FOUR},
        is_online=True,
        needs_booked_interpreter=False,
        by=by,
    )


def test_an_approval_at_the_moment_of_a_block_leaves_no_pairing_of_the_two(people, at, at_once):
    pairing = at("active")
    do(lambda: services.end_pairing(pairing, services.EndReason.VOLUNTEER_STOPS, people.by_volunteer))
    people.request.state = RequestState.PROPOSED
    db.session.commit()

    at_once(
        (block, (pairing.id, people.by_coordinator)),
        (approve, (people.request.id, people.volunteer.id, people.by_coordinator)),
    )

    assert len(standing()) == 1
    assert queries.live_pairings_of(people.volunteer.id) == []


def test_what_pupil_and_volunteer_have_with_others_is_not_touched(people, at, pair):
    pairing = at("active")
    people.volunteer.places = 2
    both_days = frozenset({TUESDAY_FOUR, FRIDAY_FOUR})
    people.pupil.weekly_times = people.volunteer.weekly_times = both_days
    second = make_programme("maatje")
    other = make_volunteer(weekly_times=both_days, programmes=[second])
    brother = make_pupil(people.school, weekly_times=both_days)
    of_pupil = pair(
        request=make_request(people.pupil, second, state=RequestState.PROPOSED),
        volunteer=other,
        moments=(FRIDAY_FOUR,),
    )
    of_volunteer = pair(request=make_request(brother, state=RequestState.PROPOSED), moments=(FRIDAY_FOUR,))

    blocked(pairing, people.by_coordinator)

    assert pairing.state is PairingState.ENDED
    assert (of_pupil.state, of_volunteer.state) == (PairingState.OFFERED, PairingState.OFFERED)
    barred_pairs = queries.barred_pairs([people.pupil.id, brother.id])
    assert barred_pairs == {(people.pupil.id, people.volunteer.id)}
