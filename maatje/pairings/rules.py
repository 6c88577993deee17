"""The rules of contact of a pairing's programme, and which text of them somebody agreed to."""

import hashlib

from maatje.audit.services import record
from maatje.clock import now
from maatje.life import By
from maatje.pairings.emails import region_of
from maatje.pairings.models import Pairing
from maatje.programmes.models import Programme


class RulesNotAgreed(Exception):
    """The volunteer has not agreed to the rules of contact; nothing starts without that."""


class RulesChanged(Exception):
    """What was agreed to is no longer what the programme says: they are shown again."""


def rules_of(programme: Programme) -> list[str]:
    """One rule a line; empty lines are no rules."""
    return [rule for line in programme.contact_rules.splitlines() if (rule := line.strip())]


def rules_version(programme: Programme) -> str:
    """Of the text itself, so that whoever changes a word makes a new version; "" where there are no rules."""
    rules = rules_of(programme)
    return hashlib.sha256("\n".join(rules).encode()).hexdigest()[:12] if rules else ""


def must_agree(pairing: Pairing) -> bool:
    """There are rules, and the volunteer has yet to agree to them for this pairing."""
    return pairing.rules_agreed_at is None and bool(rules_of(pairing.programme))


def agree_to_rules(pairing: Pairing, version: str, by: By) -> None:
    """That this version was agreed to, and when, stands with the pairing. Raises RulesChanged."""
    if not must_agree(pairing):
        return
    if version != rules_version(pairing.programme):
        raise RulesChanged
    pairing.rules_version = version
    pairing.rules_agreed_at = now()
    record("pairing.rules_agreed", pairing, by, region_id=region_of(pairing))
