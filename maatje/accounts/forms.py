from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, Length

from maatje.access import Role
from maatje.accounts.models import User
from maatje.accounts.passwords import is_easily_guessed
from maatje.fields import EmailField, MaatjeForm

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200

ROLE_WORDS = {
    Role.VOLUNTEER: _l("Vrijwilliger"),
    Role.SCHOOL_CONTACT: _l("Contactpersoon van een school"),
    Role.COORDINATOR: _l("Regio-coördinator"),
    Role.ADMINISTRATOR: _l("Landelijk beheerder"),
}


class SignInForm(MaatjeForm):
    may_hold_numbers = frozenset({"email"})

    email = StringField(_l("E-mailadres"), [DataRequired(), Length(max=254)])
    password = PasswordField(_l("Wachtwoord"), [DataRequired(), Length(max=LONGEST_PASSWORD)])


class CodeForm(MaatjeForm):
    may_hold_numbers = frozenset({"code"})

    code = StringField(_l("Code uit de app"), [DataRequired(), Length(max=40)], description=_l("Zes cijfers."))


class RecoveryCodeForm(MaatjeForm):
    may_hold_numbers = frozenset({"code"})

    code = StringField(
        _l("Herstelcode"),
        [DataRequired(), Length(max=40)],
        description=_l("Zestien tekens. Elke code werkt één keer."),
    )


class PasswordForm(MaatjeForm):
    password = PasswordField(_l("Wachtwoord"), [DataRequired(), Length(max=LONGEST_PASSWORD)])


class ForgottenPasswordForm(MaatjeForm):
    email = EmailField(_l("E-mailadres"), [DataRequired(), Length(max=254)])


class NewPasswordForm(MaatjeForm):
    password = PasswordField(
        _l("Nieuw wachtwoord"),
        [DataRequired(), Length(min=SHORTEST_PASSWORD, max=LONGEST_PASSWORD)],
        description=_l("Minstens 10 tekens. Een paar losse woorden achter elkaar is sterk en goed te onthouden."),
    )

    def __init__(self, user: User, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.user = user

    def validate_password(self, field: PasswordField) -> None:
        if field.errors:
            return
        user = self.user
        together = user.first_name + user.last_name
        known = (user.full_name, user.first_name, user.last_name, together, user.email, *user.email.split("@"))
        if is_easily_guessed(field.data, known):
            raise ValidationError(
                _("Dit is makkelijk te raden. Kies liever een paar losse woorden achter elkaar.")
            )


class ChangePasswordForm(NewPasswordForm):
    current = PasswordField(_l("Wachtwoord van nu"), [DataRequired(), Length(max=LONGEST_PASSWORD)])


def _words(typed: str | None) -> str:
    """With single spaces; a box that was not sent at all counts as empty."""
    return " ".join((typed or "").split())


class NameForm(MaatjeForm):
    first_name = StringField(_l("Voornaam"), [DataRequired(), Length(max=80)], filters=[_words])
    infix = StringField(_l("Tussenvoegsel"), [Length(max=20)], filters=[_words])
    last_name = StringField(_l("Achternaam"), [DataRequired(), Length(max=120)], filters=[_words])


class FindUsersForm(MaatjeForm):
    """A search for people: by POST, as in every list of people."""

    may_hold_numbers = frozenset({"q"})

    q = StringField(_l("Naam of e-mailadres"))
    role = SelectField(_l("Rol"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.role.choices = [("", _("Alle")), *((role.value, word) for role, word in ROLE_WORDS.items())]

    @property
    def chosen_role(self) -> Role | None:
        return Role(self.role.data) if self.role.data in set(Role) else None
