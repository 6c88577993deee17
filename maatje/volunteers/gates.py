"""The gates: what a programme asks of a volunteer before a pupil is entrusted to them, each with its words.

Rounds and pages ask `missing_gates`; approval, the steps to a start and resuming ask `gates_missing_today`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import and_

from maatje.accounts.models import User
from maatje.clock import today
from maatje.database import AnyRow
from maatje.programmes.models import Programme
from maatje.volunteers import conduct
from maatje.volunteers.life import VolunteerState
from maatje.volunteers.models import PauseReason, Volunteer, vog_is_valid
from maatje.volunteers.queries import lock_volunteer

ADULT = 18

Who = Volunteer | AnyRow


class Gate(StrEnum):
    ACTIVE = "active"
    SIGN_IN = "sign_in"
    PROGRAMME = "programme"
    AGE = "age"
    CODE_OF_CONDUCT = "code_of_conduct"
    VOG = "vog"
    TRAINING = "training"
    REFERENCES = "references"


@dataclass(frozen=True)
class Rule:
    """One gate: its name, its question, and what is needed, as it stands behind "Ontbreekt nog:"."""

    name: Any
    question: Any
    needed: Any
    passes: Callable[[Who, Programme, date], bool]


def _is_old_enough(who: Who, programme: Programme, _day: date) -> bool:
    return max(ADULT if who.is_adult else 0, who.least_age or 0) >= programme.minimum_age


def _takes_part(who: Who, programme: Programme, _day: date) -> bool:
    """A row is read of those who take part."""
    return not isinstance(who, Volunteer) or programme in who.programmes


GATES: dict[Gate, Rule] = {
    Gate.ACTIVE: Rule(
        _l("Status"),
        _l("Is deze vrijwilliger actief?"),
        _l("status actief"),
        lambda who, _programme, _day: who.state is VolunteerState.ACTIVE,
    ),
    Gate.SIGN_IN: Rule(
        _l("Inloggen"),
        _l("Kan deze vrijwilliger inloggen?"),
        _l("kan inloggen"),
        lambda who, _programme, _day: who.may_sign_in,
    ),
    Gate.PROGRAMME: Rule(
        _l("Soort hulp"), _l("Koos deze vrijwilliger deze hulp?"), _l("deze hulp gekozen"), _takes_part
    ),
    Gate.AGE: Rule(
        _l("Minimumleeftijd"),
        _l("Is deze vrijwilliger oud genoeg?"),
        _l("minimumleeftijd bevestigd"),
        _is_old_enough,
    ),
    Gate.CODE_OF_CONDUCT: Rule(
        _l("Gedragscode"),
        _l("Is deze vrijwilliger akkoord met de gedragscode van nu?"),
        _l("akkoord met de gedragscode van nu"),
        lambda who, _programme, day: conduct.is_accepted(who.code_of_conduct_version, day),
    ),
    Gate.VOG: Rule(
        _l("VOG"),
        _l("Is er een geldige VOG gezien, als dit programma die vraagt?"),
        _l("geldige VOG gezien"),
        lambda who, programme, day: (
            not programme.requires_vog or vog_is_valid(who.vog_status, who.vog_recheck_on, day)
        ),
    ),
    Gate.TRAINING: Rule(
        _l("Training"),
        _l("Is de training gedaan, als dit programma die vraagt?"),
        _l("training gedaan"),
        lambda who, programme, day: (
            not programme.requires_training or (who.trained_on is not None and who.trained_on <= day)
        ),
    ),
    Gate.REFERENCES: Rule(
        _l("Referenties"),
        _l("Zijn er zo veel referenties gesproken als dit programma vraagt?"),
        _l("genoeg referenties gesproken"),
        lambda who, programme, _day: who.references_checked >= programme.references_asked,
    ),
}

COLUMNS_FOR_GATES = (
    Volunteer.state,
    and_(User.deactivated_at.is_(None), User.email_verified_at.is_not(None)).label("may_sign_in"),
    Volunteer.is_adult,
    Volunteer.least_age,
    Volunteer.code_of_conduct_version,
    Volunteer.vog_status,
    Volunteer.vog_recheck_on,
    Volunteer.trained_on,
    Volunteer.references_checked,
)
"""Of a volunteer joined with their account: what a row must have for `missing_gates`."""


def missing_gates(who: Who, programme: Programme, day: date) -> list[Gate]:
    """What this volunteer still lacks for this programme on that day; empty when they may start.

    A row with `COLUMNS_FOR_GATES` will do for them, if they take part in the programme.
    """
    return [gate for gate, rule in GATES.items() if not rule.passes(who, programme, day)]


def gates_missing_today(volunteer: Volunteer, programme: Programme) -> list[Gate]:
    """The same today, read afresh and locked until we are done: nobody takes a VOG back in the same second."""
    return missing_gates(lock_volunteer(volunteer.id), programme, today())


def in_words(gates: Iterable[str]) -> str:
    """ "geldige VOG gezien, training gedaan"."""
    return ", ".join(str(GATES[Gate(gate)].needed) for gate in gates)


def cannot_today(gates: Iterable[str]) -> str:
    """What a coordinator reads when a volunteer may not begin or go on."""
    return str(_("Dit kan vandaag niet met deze vrijwilliger. Ontbreekt: %(gates)s.", gates=in_words(gates)))


def is_held_by_vog(volunteer: Volunteer, day: date) -> bool:
    """Whether they can help nobody until a new VOG is seen: theirs lapsed, or they were paused for it."""
    is_held = volunteer.vog_has_lapsed_on(day) or volunteer.paused_because is PauseReason.VOG
    return is_held and volunteer.needs_vog and not volunteer.vog_is_valid_on(day)
