"""What waits, counted: each coordinator's own."""

import pytest

from maatje.home.overview import waiting_for
from maatje.pairings.life import PairingState
from maatje.requests.life import RequestState
from maatje.volunteers.life import VolunteerState
from tests.factories import (
    make_coordinator,
    make_pairing,
    make_proposal,
    make_pupil,
    make_region,
    make_request,
    make_school,
    make_volunteer,
)


def one_of_each(region):
    """A newcomer, a new request, one that waits, a proposal, a pairing that waits and one that runs."""
    school = make_school(region)
    make_volunteer(region, state=VolunteerState.APPLIED)
    make_request(make_pupil(school), state=RequestState.SUBMITTED)
    make_request(make_pupil(school), state=RequestState.OPEN)
    make_proposal(
        request=make_request(make_pupil(school), state=RequestState.PROPOSED), volunteer=make_volunteer(region)
    )
    for state in (PairingState.OFFERED, PairingState.ACTIVE):
        make_pairing(
            make_request(make_pupil(school), state=RequestState.PAIRED), make_volunteer(region), state=state
        )


@pytest.mark.parametrize("own", [0, 1])
def test_a_coordinator_counts_what_waits_in_the_own_region(app, own):
    here, elsewhere = make_region("Haaglanden"), make_region("Zeeland")
    for _ in range(own):
        one_of_each(here)
    one_of_each(elsewhere)
    coordinator = make_coordinator(here)

    with app.test_request_context("/"):
        counted = {str(waiting.label): waiting.count for waiting in waiting_for(coordinator)}

    assert counted == {
        "vrijwilligers om te beoordelen": own,
        "nieuwe hulpvragen": own,
        "voorstellen om te bekijken": own,
        "op de wachtlijst": own,
        "koppelingen die op antwoord wachten": own,
        "koppelingen die lopen": own,
    }
