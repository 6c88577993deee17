from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from maatje.fields import MaatjeForm, choices
from maatje.life import Actor
from maatje.pairings import words
from maatje.pairings.life import PAIRING_LIFE, PairingState
from maatje.pairings.models import DeclineReason, EndReason, Pairing
from maatje.pairings.services import end_reasons


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
