"""What each of two regions sees of a pair, and does, on its pages."""

import pytest

from maatje.audit.models import AuditEvent
from maatje.database import db, transaction
from maatje.life import Actor, By
from maatje.pairings.models import Pairing
from maatje.requests.models import Urgency
from maatje.rounds import decisions
from maatje.rounds.life import ProposalState
from tests.factories import (
    make_coordinator,
    make_country_round,
    make_language,
    make_programme,
    make_proposal,
    make_pupil,
    make_region,
    make_request,
    make_school,
    make_volunteer,
)
from tests.soundness import assert_page_is_sound


@pytest.fixture
def proposal(app):
    """For a pupil of Haaglanden and a volunteer of Drenthe."""
    programme = make_programme(allows_anywhere=True)
    make_language("ti", name="Tigrinya")
    school = make_school(make_region("Haaglanden"), name="Het Duinlyceum")
    pupil = make_pupil(school, interpreter_language_code="ti", needs_nt2=True)
    request = make_request(pupil, programme, urgency=Urgency.HIGH)
    volunteer = make_volunteer(make_region("Drenthe"), languages=["ti"], has_nt2=True)
    return make_proposal(make_country_round(), request, volunteer)


@pytest.fixture
def at(sign_in):
    """The site as a coordinator of this region has it."""
    return lambda region_name: sign_in(make_coordinator(make_region(region_name)))


def say_yes(proposal, region_name):
    by = By(Actor.COORDINATOR, make_coordinator(make_region(region_name)).id)
    with transaction():
        decisions.approve_proposal(proposal, by)


@pytest.mark.parametrize("page", ["/voorstellen", "/voorstellen/{id}"])
def test_the_volunteers_region_sees_of_the_pupil_what_it_takes_to_judge(proposal, at, page):
    shown = at("Drenthe").get(page.format(id=proposal.id)).text

    for needed in ("Noor", "Havo, leerjaar 3", "Wis", "dinsdag 16:00", "Haaglanden beslist nog"):
        assert needed in shown
    for kept_back in ("Het Duinlyceum", "Tolk nodig", "NT2", "dringend", "ouder@example.nl"):
        assert kept_back not in shown
    assert f"/hulpvragen/{proposal.request_id}" not in shown
    assert_page_is_sound(shown)
    seen = db.session.query(AuditEvent).filter_by(action="pupil.viewed", object_id=proposal.request.pupil_id).one()
    assert seen.region_id == make_region("Haaglanden").id


@pytest.mark.parametrize("page", ["/voorstellen", "/voorstellen/{id}"])
def test_the_pupils_region_sees_what_it_always_sees_of_the_pupil(proposal, at, page):
    shown = at("Haaglanden").get(page.format(id=proposal.id)).text

    for needed in ("Noor", "Het Duinlyceum", "Tolk nodig", "NT2", "dringend", "Drenthe beslist nog"):
        assert needed in shown
    assert f"/vrijwilligers/{proposal.volunteer_id}" not in shown  # of another region: not to be found
    assert_page_is_sound(shown)


def test_both_say_yes_on_their_own_pages(proposal, at):
    answer = at("Drenthe").post(f"/voorstellen/{proposal.id}/goedkeuren", follow_redirects=True)

    assert "Jouw regio zegt ja. De andere regio krijgt bericht en beslist ook." in answer.text
    assert "Drenthe zegt ja" in answer.text
    assert "Haaglanden beslist nog" in answer.text
    assert "1 voorstel wacht op een andere regio." in answer.text
    assert db.session.query(Pairing).count() == 0

    answer = at("Haaglanden").post(f"/voorstellen/{proposal.id}/goedkeuren", follow_redirects=True)

    assert "Goedgekeurd. De vrijwilliger en de school krijgen bericht." in answer.text
    assert db.session.query(Pairing).count() == 1


def test_many_at_once_tells_which_wait_for_the_other_region(proposal, at):
    region = make_region("Drenthe")
    make_proposal(request=make_request(make_pupil(make_school(region))), volunteer=make_volunteer(region))
    ids = [row.id for row in db.session.query(decisions.Proposal)]

    answer = at("Drenthe").post("/voorstellen/goedkeuren", data={"proposal_id": ids}, follow_redirects=True)

    assert "1 koppeling is goedgekeurd" in answer.text
    assert "1 voorstel is door jouw regio goedgekeurd en wacht nu op de andere regio." in answer.text


def test_who_has_said_yes_is_not_asked_again(proposal, at):
    say_yes(proposal, "Drenthe")

    ours = at("Drenthe")
    page, overview = ours.get("/voorstellen").text, ours.get("/overzicht").text
    theirs = at("Haaglanden").get("/voorstellen").text

    assert f"/voorstellen/{proposal.id}/goedkeuren" not in page
    assert f"/voorstellen/{proposal.id}/loslaten" in page
    assert_page_is_sound(page)
    assert f"/voorstellen/{proposal.id}/goedkeuren" in theirs
    assert f"/voorstellen/{proposal.id}/loslaten" not in theirs
    assert ">0<" in overview.split("voorstellen om te bekijken")[0][-200:]


def test_the_volunteers_region_rejects_with_a_reason(proposal, at):
    at("Drenthe").post(f"/voorstellen/{proposal.id}/afwijzen", data={"reason": "volunteer_not_ready"})

    assert (proposal.state, proposal.decision_reason) == (ProposalState.REJECTED, "volunteer_not_ready")


@pytest.mark.parametrize("step", ["kiezen", "nooit-samen"])
def test_choosing_somebody_else_is_for_the_pupils_region(proposal, at, step):
    other = make_volunteer(make_region("Drenthe"))

    answer = at("Drenthe").post(f"/voorstellen/{proposal.id}/{step}", data={"volunteer_id": other.id})

    assert answer.status_code == 404


def test_a_third_region_finds_nothing(proposal, at):
    client = at("Zeeland")

    assert client.get(f"/voorstellen/{proposal.id}").status_code == 404
    assert client.post(f"/voorstellen/{proposal.id}/goedkeuren").status_code == 404
    assert "Noor" not in client.get("/voorstellen").text


def test_once_it_is_decided_the_volunteers_region_finds_it_only_if_it_had_a_say(proposal, at):
    say_yes(proposal, "Drenthe")
    say_yes(proposal, "Haaglanden")
    rejected = make_proposal(
        make_country_round(),
        make_request(make_pupil(proposal.request.pupil.school)),
        proposal.volunteer,
        state=ProposalState.REJECTED,
    )

    client = at("Drenthe")

    assert client.get(f"/voorstellen/{proposal.id}").status_code == 200
    assert client.get(f"/voorstellen/{rejected.id}").status_code == 404
    page = client.post(f"/voorstellen/{proposal.id}/goedkeuren", follow_redirects=True)
    assert "Iemand anders heeft hier net over beslist" in page.text
