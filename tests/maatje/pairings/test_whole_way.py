"""From approval to the start, as each sees it: letters, links, buttons."""

from maatje.database import db
from maatje.pairings.life import PairingState
from maatje.pairings.models import Pairing
from maatje.requests.life import RequestState
from tests.maatje.pairings.conftest import answer_link, handover_link, letters


def test_a_pairing_goes_from_approval_to_its_start(client, people, pair):
    pairing = pair()
    assert letters() == [
        ("pairing_proposed_to_school", "mies@school.example.nl"),
        ("pairing_approved_family", "ouder@example.nl"),
        ("pairing_offered", "victor@example.nl"),
    ]

    asked = client.get(answer_link(pairing))
    assert asked.status_code == 200
    assert "Wil je deze leerling helpen?" in asked.text
    assert "Quirijntje" not in asked.text
    assert db.session.get(Pairing, pairing.id).state is PairingState.OFFERED

    said_yes = client.post(answer_link(pairing), data={"answer": "yes"}, follow_redirects=True)
    assert said_yes.status_code == 200
    assert "Je hebt ja gezegd" in said_yes.text
    assert letters()[3:] == [
        ("handover_asked", "mies@school.example.nl"),
        ("pairing_accepted", "victor@example.nl"),
    ]

    handover = client.get(handover_link(pairing, people.mentor))
    assert "Victor Vrijwillig" in handover.text
    assert "Quirijntje" not in handover.text
    client.post(handover_link(pairing, people.mentor))

    db.session.expire_all()
    assert pairing.state is PairingState.ACTIVE
    assert pairing.request.state is RequestState.PAIRED
    assert letters()[5:] == [
        ("pairing_started_volunteer", "victor@example.nl"),
        ("pairing_started_school", "mies@school.example.nl"),
        ("pairing_started_family", "ouder@example.nl"),
    ]
