import re

import pytest

from maatje.audit.models import AuditEvent
from maatje.database import db, transaction
from maatje.pairings.models import Pairing
from maatje.requests.life import RequestState
from maatje.rounds import jobs, services
from maatje.rounds.life import ProposalState, RoundState
from maatje.rounds.models import MatchingRound, Proposal
from maatje.volunteers.models import VolunteerSubject
from tests.factories import (
    make_coordinator,
    make_coverage,
    make_language,
    make_level,
    make_proposal,
    make_pupil,
    make_region,
    make_request,
    make_school,
    make_subject,
    make_volunteer,
)
from tests.soundness import assert_page_is_sound


@pytest.fixture
def coordinator(sign_in):
    return sign_in(make_coordinator(make_region()))


def _proposals(region=None):
    with transaction():
        round_id = services.start_round(region or make_region(), services.THE_ROUND).id
    jobs.run_round(round_id)
    return db.session.get(MatchingRound, round_id).proposals


def test_a_coordinator_starts_a_round_and_sees_it_wait(coordinator):
    make_request()

    answer = coordinator.post("/koppelrondes", data={"region_id": make_region().id})
    page = coordinator.get(answer.location)

    [round] = db.session.query(MatchingRound)
    assert round.state is RoundState.QUEUED
    assert answer.location == f"/koppelrondes/{round.id}"
    assert "In wachtrij sinds" in page.text
    assert "/htmx.min.js" in page.text  # which asks how far it is
    assert_page_is_sound(page.text)


def test_starting_twice_leads_to_the_round_that_is_under_way(coordinator):
    for _ in range(2):
        answer = coordinator.post("/koppelrondes", data={"region_id": make_region().id}, follow_redirects=True)

    assert db.session.query(MatchingRound).count() == 1
    assert "Er loopt al een koppelronde" in answer.text


def test_a_region_that_is_not_yours_cannot_be_started(coordinator):
    answer = coordinator.post("/koppelrondes", data={"region_id": make_region("Drenthe").id})

    assert answer.status_code == 422
    assert db.session.query(MatchingRound).count() == 0


def test_the_proposals_are_shown_with_their_reasons_and_every_view_is_logged(coordinator):
    request = make_request()
    make_volunteer()
    _proposals()

    page = coordinator.get("/voorstellen")

    assert "Noor" in page.text
    assert "dinsdag 16:00" in page.text
    assert_page_is_sound(page.text)
    seen = db.session.query(AuditEvent).filter_by(action="pupil.viewed", object_id=request.pupil_id).one()
    assert seen.region_id == request.pupil.school.region_id


def _seen(client, proposal):
    """The reasons in the list and on the proposal's own page, without markup."""
    pages = [client.get("/voorstellen").text, client.get(f"/voorstellen/{proposal.id}").text]
    return [
        " ".join(re.sub(r"<[^>]*>", " ", re.search(r'<ul class="reasons">(.*?)</ul>', page, re.S)[1]).split())
        for page in pages
    ]


def test_of_what_is_asked_it_is_told_what_the_volunteer_gives_and_what_is_missing(coordinator):
    history, english, french = (make_subject(name, name=name) for name in ("Geschiedenis", "Engels", "Frans"))
    plan = make_subject("Plannen", group="vaardig")
    vwo = make_level("VWO", name="Vwo (atheneum en gymnasium)", position=41)
    make_coverage((history, vwo), (history, make_level()))
    volunteer = make_volunteer(subjects=[(history, vwo), (french, vwo)])
    volunteer.subjects.append(VolunteerSubject(subject_id=plan.id))
    proposal = make_proposal(request=make_request(subjects=[history, english, french, plan]), volunteer=volunteer)

    for told in _seen(coordinator, proposal):
        assert "Helpt met: Geschiedenis (tot en met vwo), Plannen" in told
        assert "Niet met: Engels, Frans op dit niveau" in told


def test_a_subject_that_carries_the_one_asked_is_named(coordinator):
    maths, maths_b = make_subject("wis", name="Wiskunde"), make_subject("wisB", name="Wiskunde B")
    make_coverage((maths_b, make_level()), (maths, make_level()))
    proposal = make_proposal(
        request=make_request(subjects=[maths]), volunteer=make_volunteer(subjects=[(maths_b, make_level())])
    )

    for told in _seen(coordinator, proposal):
        assert "Helpt met: Wiskunde (met Wiskunde B, tot en met havo)" in told
        assert "Niet met" not in told


def test_languages_and_nt2_are_told_where_they_are_asked(coordinator):
    arabic = make_language("ar", name="Arabisch")
    make_language("tr", name="Turks")
    pupil = make_pupil(needs_nt2=True, language_code=arabic.code, interpreter_language_code=arabic.code)
    asked = make_proposal(
        request=make_request(pupil), volunteer=make_volunteer(has_nt2=True, languages=["ar", "tr"])
    )
    for told in _seen(coordinator, asked):
        assert "Spreekt Arabisch" in told
        assert "Ervaring met NT2" in told
        assert "Turks" not in told
        assert "Tolk" not in told

    decline = make_proposal(request=make_request(), volunteer=make_volunteer(has_nt2=True, languages=["ar"]))
    page = coordinator.get(f"/voorstellen/{decline.id}").text
    assert "NT2" not in re.search(r'<ul class="reasons">(.*?)</ul>', page, re.S)[1]
    assert "Spreekt Arabisch" not in page


def test_the_other_volunteers_are_told_with_what_they_give(coordinator):
    make_request()
    make_volunteer(), make_volunteer()
    [proposal] = _proposals()

    page = coordinator.get(f"/voorstellen/{proposal.id}").text

    assert page.count("Helpt met: Wis (tot en met havo)") == 2


def test_whom_a_round_found_nobody_for_is_a_view_too(coordinator):
    request = make_request()
    with transaction():
        round_id = services.start_round(make_region(), services.THE_ROUND).id
    jobs.run_round(round_id)

    assert "Noor" in coordinator.get(f"/koppelrondes/{round_id}").text

    assert db.session.query(AuditEvent).filter_by(action="pupil.viewed", object_id=request.pupil_id).count() == 1


def test_one_proposal_shows_its_parts_and_who_else_would_do(coordinator):
    make_request()
    volunteers = [make_volunteer(), make_volunteer()]
    [proposal] = _proposals()
    other = next(v for v in volunteers if v.id != proposal.volunteer_id)

    page = coordinator.get(f"/voorstellen/{proposal.id}")

    assert f"Kies {other.user.first_name}" in page.text
    assert "Houdt zeldzame kennis vrij" in page.text
    assert_page_is_sound(page.text)


def test_several_are_approved_at_once(coordinator):
    for _ in range(3):
        make_request()
        make_volunteer()
    proposals = _proposals()

    answer = coordinator.post(
        "/voorstellen/goedkeuren", data={"proposal_id": [p.id for p in proposals]}, follow_redirects=True
    )

    assert "3 koppelingen zijn goedgekeurd" in answer.text
    assert db.session.query(Pairing).count() == 3


def test_approving_twice_makes_one_pairing_and_says_so(coordinator):
    make_request()
    make_volunteer()
    [proposal] = _proposals()

    for _ in range(2):
        answer = coordinator.post(f"/voorstellen/{proposal.id}/goedkeuren", follow_redirects=True)

    assert db.session.query(Pairing).count() == 1
    assert answer.status_code == 200
    assert proposal.state is ProposalState.APPROVED


def test_a_lost_last_place_is_told_and_the_pupil_waits_again(coordinator):
    request, volunteer = make_request(), make_volunteer()
    [proposal] = _proposals()
    with transaction():
        volunteer.places_taken = 1

    answer = coordinator.post(f"/voorstellen/{proposal.id}/goedkeuren", follow_redirects=True)

    assert "Noor wacht weer" in answer.text
    assert (proposal.state, request.state) == (ProposalState.VOID, RequestState.OPEN)


def test_rejecting_asks_for_a_reason_and_keeps_the_page(coordinator):
    make_request()
    make_volunteer()
    [proposal] = _proposals()

    without = coordinator.post(f"/voorstellen/{proposal.id}/afwijzen")
    coordinator.post(f"/voorstellen/{proposal.id}/afwijzen", data={"reason": "other"})

    assert without.status_code == 422
    assert "Kies een reden." in without.text
    assert (proposal.state, proposal.decision_reason) == (ProposalState.REJECTED, "other")


def test_choosing_forbidding_keeping_and_letting_go_work_by_their_buttons(coordinator):
    make_request()
    volunteers = [make_volunteer() for _ in range(3)]
    [proposal] = _proposals()
    others = [v.id for v in volunteers if v.id != proposal.volunteer_id]

    coordinator.post(f"/voorstellen/{proposal.id}/nooit-samen", data={"volunteer_id": others[0]})
    coordinator.post(f"/voorstellen/{proposal.id}/bewaren")
    coordinator.post(f"/voorstellen/{proposal.id}/loslaten")
    refused = coordinator.post(
        f"/voorstellen/{proposal.id}/kiezen", data={"volunteer_id": others[0]}, follow_redirects=True
    )
    coordinator.post(f"/voorstellen/{proposal.id}/kiezen", data={"volunteer_id": others[1]})

    assert "past niet (meer)" in refused.text
    chosen = db.session.query(Proposal).filter_by(state=ProposalState.KEPT).one()
    assert chosen.volunteer_id == others[1]


STEPS = ["", "/goedkeuren", "/afwijzen", "/bewaren", "/loslaten", "/kiezen", "/nooit-samen"]


@pytest.mark.parametrize("step", STEPS)
def test_another_regions_proposal_is_simply_not_found(coordinator, step):
    elsewhere = make_region("Drenthe")
    make_request(pupil=make_pupil(school=make_school(elsewhere)))
    volunteer = make_volunteer(region=elsewhere)
    [proposal] = _proposals(elsewhere)
    ask = coordinator.post if step else coordinator.get

    answer = ask(f"/voorstellen/{proposal.id}{step}", data={"reason": "other", "volunteer_id": volunteer.id})

    assert answer.status_code == 404
    assert proposal.state is ProposalState.PENDING


@pytest.mark.parametrize("number", ["x", "", "999", "-1"])
def test_a_volunteer_number_that_is_none_is_not_found(coordinator, number):
    make_request()
    make_volunteer()
    [proposal] = _proposals()

    answer = coordinator.post(f"/voorstellen/{proposal.id}/kiezen", data={"volunteer_id": number})

    assert answer.status_code == 404


@pytest.mark.parametrize("step", ["kiezen", "nooit-samen"])
def test_a_volunteer_of_another_region_is_not_there_to_choose(coordinator, step):
    make_request()
    make_volunteer()
    [proposal] = _proposals()
    elsewhere = make_volunteer(make_region("Zeeland"))

    answer = coordinator.post(f"/voorstellen/{proposal.id}/{step}", data={"volunteer_id": elsewhere.id})

    assert answer.status_code == 404


def test_who_is_left_over_is_shown_with_why(coordinator):
    make_request()
    with transaction():
        round_id = services.start_round(make_region(), services.THE_ROUND).id
    jobs.run_round(round_id)

    page = coordinator.get(f"/koppelrondes/{round_id}")

    assert "Niemand in dit programma heeft nu een plek vrij." in page.text
    assert_page_is_sound(page.text)


def test_who_is_left_over_comes_a_page_at_a_time_and_only_who_is_shown_is_logged(coordinator):
    school = make_school(make_region())
    for _ in range(27):
        make_request(make_pupil(school))
    with transaction():
        round_id = services.start_round(make_region(), services.THE_ROUND).id
    jobs.run_round(round_id)

    page = coordinator.get(f"/koppelrondes/{round_id}")
    viewed = db.session.query(AuditEvent).filter_by(action="pupil.viewed")

    assert page.text.count("<article") == 25
    assert "Pagina 1 van 2" in page.text
    assert viewed.count() == 25
    assert coordinator.get(f"/koppelrondes/{round_id}?page=2").text.count("<article") == 2
    assert len({event.object_id for event in viewed}) == viewed.count() == 27


def test_the_overview_counts_what_waits(coordinator):
    make_request(state=RequestState.SUBMITTED)

    page = coordinator.get("/overzicht")

    assert "nieuwe hulpvragen" in page.text
    assert_page_is_sound(page.text)


def test_days_granted_after_a_broken_pairing_count_in_the_order(coordinator):
    region = make_region()
    for first_name, bonus in (("Noor", 0), ("Daan", 14)):
        pupil = make_pupil(make_school(region), first_name=first_name)
        make_proposal(request=make_request(pupil, bonus_days=bonus))

    page = coordinator.get("/voorstellen").text

    assert page.index("Daan") < page.index("Noor")


def test_a_second_click_on_approve_does_not_say_that_the_pupil_waits_again(coordinator):
    make_request()
    make_volunteer()
    [proposal] = _proposals()

    coordinator.post(f"/voorstellen/{proposal.id}/goedkeuren")
    page = coordinator.post(f"/voorstellen/{proposal.id}/goedkeuren", follow_redirects=True)

    assert "Iemand anders heeft hier net over beslist" in page.text
    assert "wacht weer" not in page.text
    assert (proposal.state, proposal.request.state) == (ProposalState.APPROVED, RequestState.PAIRED)
