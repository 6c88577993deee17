from typing import Any, cast

from flask_babel import gettext as _
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from maatje.fields import MaatjeForm
from maatje.reference.queries import Term, retention_terms


def terms_form(**days: int) -> MaatjeForm:
    """A number of days for each kind of thing, within its bounds."""
    fields: dict[str, Any] = {term.kind: _days(term) for term in retention_terms()}
    return cast("MaatjeForm", type("TermsForm", (MaatjeForm,), fields)(data=days))


def _days(term: Term) -> IntegerField:
    hint = _(
        "Dagen %(starts)s. Van %(lowest)s tot en met %(highest)s.",
        starts=term.starts,
        lowest=term.lowest,
        highest=term.highest,
    )
    bounds = NumberRange(term.lowest, term.highest)
    return IntegerField(term.data, [InputRequired(), bounds], description=hint, render_kw={"inputmode": "numeric"})
