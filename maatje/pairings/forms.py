from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import InputRequired

from maatje.fields import MaatjeForm, choices
from maatje.life import Actor
from maatje.pairings import words
from maatje.pairings.life import PAIRING_LIFE, PairingState
from maatje.pairings.models import DeclineReason, EndReason, LiftReason, Pairing
from maatje.pairings.rules import rules_version
from maatje.pairings.services import end_reasons


class AgreeForm(MaatjeForm):
    """The volunteer's yes to the rules of contact; it says which text they had before them."""

    agrees = BooleanField(
        _l("Ik houd me aan deze regels"),
        validators=[
            InputRequired(_l("Lees de regels en zet hier een vinkje. Anders kunnen jullie niet beginnen."))
        ],
    )
    rules = HiddenField()

    def show_rules_of(self, pairing: Pairing) -> "AgreeForm":
        """The text of today; a tick at another text does not count."""
        version = rules_version(pairing.programme)
        if self.rules.data != version:
            self.rules.data, self.agrees.data = version, False
        return self


class LiftBlockForm(MaatjeForm):
    reason = RadioField(
        _l("Waarom mag de blokkade weg?"),
        choices=choices((reason.value, word) for reason, word in words.LIFT_REASONS.items()),
        validators=[InputRequired(_l("Kies een reden."))],
    )

    @property
    def because(self) -> LiftReason:
        return LiftReason(self.reason.data)


class DeclineForm(MaatjeForm):
    reason = RadioField(
        _l("Waarom kan het niet?"),
        choices=choices((reason.value, word) for reason, word in words.DECLINE_REASONS.items()),
        validators=[InputRequired(_l("Kies een reden. Dan zoeken we beter verder."))],
    )

    @property
    def because(self) -> DeclineReason:
        return DeclineReason(self.reason.data)


class DeclineHandoverForm(MaatjeForm):
    """Why the school does not go on; it stands on one page with an EndForm, so its field has another name."""

    why = RadioField(
        _l("Waarom gaat het niet door?"),
        choices=choices((reason.value, word) for reason, word in words.SCHOOL_DECLINE_REASONS.items()),
        validators=[InputRequired(_l("Kies een reden. Dan zoeken we beter verder."))],
    )

    @property
    def because(self) -> DeclineReason:
        return DeclineReason(self.why.data)


def decline_form_for(actor: Actor) -> DeclineHandoverForm | None:
    """The form for whoever may say no at the handover."""
    may_say_no = PAIRING_LIFE.allows(PairingState.HANDOVER, PairingState.DECLINED, actor)
    return DeclineHandoverForm(formdata=None) if may_say_no else None


class EndForm(MaatjeForm):
    """Why a pairing stops; which reasons there are depends on who stops it."""

    reason = RadioField(_l("Waarom stopt de koppeling?"), validators=[InputRequired(_l("Kies een reden."))])

    @property
    def because(self) -> EndReason:
        return EndReason(self.reason.data)


def end_form(pairing: Pairing, actor: Actor) -> EndForm:
    """The form in this actor's words, as the pairing stands."""
    spoken = {Actor.VOLUNTEER: words.VOLUNTEER_END_REASONS, Actor.FAMILY: words.FAMILY_END_REASONS}
    form = EndForm()
    reasons = spoken.get(actor, words.END_REASONS)
    form.reason.choices = choices((reason.value, reasons[reason]) for reason in end_reasons(pairing, actor))
    return form
