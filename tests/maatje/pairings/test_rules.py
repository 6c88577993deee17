"""Nobody starts without having agreed to the rules of contact, and everybody sees the same ones."""

import pytest

from maatje.audit.models import AuditEvent
from maatje.clock import now
from maatje.database import db, transaction
from maatje.pairings import rules, services
from maatje.pairings.life import PairingState
from maatje.reference.tables import contact_rules
from tests.factories import make_programme
from tests.maatje.pairings.conftest import answer_link, do, family_link, handover_link

NO_PICTURES = "Maak geen foto"


@pytest.fixture
def with_rules(people):
    programme = make_programme()
    programme.contact_rules = contact_rules()
    db.session.commit()
    return programme


def yes(programme, **more):
    return {"answer": "yes", "agrees": "y", "rules": rules.rules_version(programme)} | more


def test_the_offer_shows_the_rules_before_the_tick_and_the_tick_before_yes(client, pair, with_rules):
    page = client.get(answer_link(pair())).text

    assert page.index(NO_PICTURES) < page.index("Ik houd me aan deze regels") < page.index("Ja, ik doe het")


def test_yes_without_the_tick_is_no_yes(client, people, pair, with_rules, sign_in):
    pairing = pair()

    page = client.post(answer_link(pairing), data={"answer": "yes", "rules": rules.rules_version(with_rules)})
    own = sign_in(people.volunteer.user).post(f"/mijn-koppelingen/{pairing.id}/antwoord", data={"answer": "yes"})

    assert (page.status_code, own.status_code) == (422, 422)
    assert "zet hier een vinkje" in page.text
    assert pairing.state is PairingState.OFFERED
    assert pairing.rules_agreed_at is None


@pytest.mark.parametrize("signed_in", [True, False])
def test_yes_with_the_tick_stores_which_rules_and_when(client, people, pair, with_rules, sign_in, signed_in):
    pairing = pair()

    if signed_in:
        sign_in(people.volunteer.user).post(f"/mijn-koppelingen/{pairing.id}/antwoord", data=yes(with_rules))
    else:
        client.post(answer_link(pairing), data=yes(with_rules))

    assert pairing.state is PairingState.HANDOVER
    assert pairing.rules_version == rules.rules_version(with_rules)
    assert (now() - pairing.rules_agreed_at).total_seconds() < 60
    agreed = db.select(AuditEvent.object_id).where(AuditEvent.action == "pairing.rules_agreed")
    assert db.session.scalars(agreed).all() == [pairing.id]


def test_a_tick_at_rules_that_changed_meanwhile_does_not_count(client, pair, with_rules):
    pairing = pair()
    before = yes(with_rules)
    with_rules.contact_rules += "\nBel niet na negen uur."
    db.session.commit()

    page = client.post(answer_link(pairing), data=before)

    assert pairing.state is PairingState.OFFERED
    assert "De regels zijn net veranderd" in page.text
    assert "Bel niet na negen uur" in page.text
    assert "checked" not in page.text


def test_the_steps_themselves_refuse_a_start_without_agreement(people, pair, with_rules):
    pairing = pair()

    with pytest.raises(rules.RulesNotAgreed), transaction():
        services.accept_offer(pairing, people.by_volunteer)
    assert pairing.state is PairingState.OFFERED


def test_who_said_yes_before_the_rules_were_asked_agrees_on_the_own_page(people, at, sign_in):
    pairing = at("handover")
    programme = make_programme()
    programme.contact_rules = contact_rules()
    db.session.commit()

    with pytest.raises(rules.RulesNotAgreed), transaction():
        services.confirm_handover(pairing, people.by_school)
    db.session.expire_all()
    own = sign_in(people.volunteer.user)
    assert "Bewaar mijn akkoord" in own.get(f"/mijn-koppelingen/{pairing.id}").text
    assert own.post(f"/mijn-koppelingen/{pairing.id}/regels").status_code == 422
    own.post(f"/mijn-koppelingen/{pairing.id}/regels", data=yes(programme))
    do(lambda: services.confirm_handover(pairing, people.by_school))

    assert pairing.state is PairingState.ACTIVE


def test_a_pairing_from_before_the_rules_runs_on(people, at):
    pairing = at("active")
    make_programme().contact_rules = contact_rules()
    db.session.commit()

    do(lambda: services.pause_pairing(pairing, people.by_school))
    do(lambda: services.resume_pairing(pairing, people.by_school))

    assert pairing.state is PairingState.ACTIVE
    assert pairing.rules_version is None


def test_school_and_family_see_the_same_rules_from_the_handover_on(client, people, pair, with_rules, sign_in):
    pairing = pair()
    client.post(answer_link(pairing), data=yes(with_rules))
    first = rules.rules_of(with_rules)[0]

    assert first in client.get(handover_link(pairing, people.mentor)).text
    assert first in client.get(family_link(pairing)).text
    client.post(handover_link(pairing, people.mentor))
    assert pairing.state is PairingState.ACTIVE
    assert first in client.get(family_link(pairing)).text
    assert first in sign_in(people.mentor).get(f"/koppelingen/{pairing.id}").text
    assert first in sign_in(people.volunteer.user).get(f"/mijn-koppelingen/{pairing.id}").text


def test_a_version_is_of_the_words_and_not_of_the_white_space(with_rules):
    before = rules.rules_version(with_rules)
    with_rules.contact_rules = "\n\n" + with_rules.contact_rules.replace("\n", "  \r\n\n") + "\n"
    assert rules.rules_version(with_rules) == before
    with_rules.contact_rules += "Nog een regel."
    assert rules.rules_version(with_rules) != before
