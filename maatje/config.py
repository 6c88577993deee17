"""Settings, read from the environment (`MAATJE_…`) or `.env`; the defaults run everything on one machine."""

import hashlib
import os
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote, urlsplit

from pydantic import field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from maatje.production import DEMO_CONTACT, DEMO_KEY, DEMO_ORGANISATION, DEMO_SENDER, refusals

ROOT = Path(__file__).resolve().parent.parent


class Mode(StrEnum):
    LOCAL = "local"
    TEST = "test"
    PRODUCTION = "production"


class MailRoute(StrEnum):
    """Where letters go: `screen` keeps them readable on the demo's mail page and sends nothing."""

    SCREEN = "screen"
    SMTP = "smtp"


RoleName = Literal["volunteer", "school_contact", "coordinator", "administrator"]
STAFF: frozenset[RoleName] = frozenset({"coordinator", "administrator"})


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        env_prefix="MAATJE_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    mode: Mode = Mode.LOCAL
    var: Path = ROOT / "var"  # where everything lives that `make run` makes
    database_url: str = ""  # left empty: a file in `var`
    redis_url: str = ""  # left empty: a socket in `var`, of the embedded server
    secret_key: str = DEMO_KEY  # production refuses to start on it
    field_keys: Annotated[tuple[str, ...], NoDecode] = ()  # the first seals; left empty: a file in `var`
    base_url: str = "http://localhost:8000"
    organisation: str = DEMO_ORGANISATION  # who answers for the people's data, by its full name
    privacy_contact: str = DEMO_CONTACT  # an address people write to about their data
    proxies: int = 0  # of our own before gunicorn: so many X-Forwarded-For are believed

    mail_route: MailRoute = MailRoute.SCREEN
    mail_from: str = DEMO_SENDER
    smtp_host: str = "localhost"
    smtp_port: int = 25
    smtp_username: str | None = None
    smtp_password: str | None = None
    smtp_use_tls: bool = False
    smtp_timeout: int = 30

    two_step_required_for: Annotated[frozenset[RoleName], NoDecode] = frozenset()  # in production: always STAFF
    session_idle_minutes: int = 120  # without a page, after which one signs in again
    session_hours: int = 12  # after which one does so in any case
    vog_reminder_days: Annotated[tuple[int, ...], NoDecode] = (30, 7)  # before a VOG is asked again
    conduct_grace_days: int = 14  # in which agreeing to the former code of conduct still counts
    consent_reminder_days: int = 7  # after asking by mail
    consent_days: int = 21  # after which the request is withdrawn
    max_upload_bytes: int = 2 * 1024 * 1024
    round_lease_seconds: int = 60
    mail_lease_seconds: int = 600

    @field_validator("two_step_required_for", "field_keys", mode="before")
    @classmethod
    def _split(cls, names: Any) -> Any:
        """ "coordinator, administrator" from the environment."""
        return [name.strip() for name in names.split(",") if name.strip()] if isinstance(names, str) else names

    @field_validator("vog_reminder_days", mode="before")
    @classmethod
    def _days(cls, days: Any) -> Any:
        """ "30, 7" from the environment."""
        return [part for part in days.split(",") if part.strip()] if isinstance(days, str) else days

    @model_validator(mode="after")
    def _fill_in(self) -> Self:
        self.var = self.var.expanduser().resolve()
        self.database_url = self.database_url or f"sqlite:///{self.var / 'maatje.db'}"
        self.redis_url = self.redis_url or self.embedded_queue
        if self.mode is Mode.PRODUCTION and (mended_first := list(refusals(self))):
            raise ValueError("; ".join(mended_first))
        if self.mode is Mode.PRODUCTION:
            self.two_step_required_for |= STAFF
        return self

    @property
    def socket(self) -> Path:
        """Where the embedded queue listens; a name of at most 107 bytes, so a deep `var` gets another."""
        socket = self.var / "queue.sock"
        if len(os.fsencode(socket)) <= 100:
            return socket
        short = hashlib.sha256(os.fsencode(self.var)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"maatje-{os.getuid()}-{short}" / "queue.sock"

    @property
    def embedded_queue(self) -> str:
        return f"unix://{quote(str(self.socket))}"

    def for_flask(self) -> dict[str, Any]:
        """The same settings under the names that Flask and its extensions read."""
        secure = self.base_url.startswith("https://")
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "TESTING": self.mode is Mode.TEST,
            # A demo is opened by whatever name its machine has; no link in a letter depends on it.
            "TRUSTED_HOSTS": [urlsplit(self.base_url).hostname] if self.mode is Mode.PRODUCTION else None,
            "SQLALCHEMY_DATABASE_URI": self.sqlalchemy_url(),
            "SQLALCHEMY_ENGINE_OPTIONS": {"pool_pre_ping": True, "hide_parameters": self.mode is not Mode.TEST},
            "MAX_CONTENT_LENGTH": self.max_upload_bytes + 256 * 1024,
            # A browser takes a cookie with this prefix only over https, from us and not from a host beside us.
            "SESSION_COOKIE_NAME": "__Host-maatje" if secure else "maatje",
            "SESSION_COOKIE_PATH": "/",
            "SESSION_COOKIE_SECURE": secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "WTF_CSRF_TIME_LIMIT": None,  # a long form must not be lost because it took an hour
            "BABEL_DEFAULT_LOCALE": "nl",
            "BABEL_DEFAULT_TIMEZONE": "Europe/Amsterdam",
            "BOOTSTRAP_SERVE_LOCAL": True,
            "MAIL_BACKEND": "maatje.notifications.smtp.CheckedEmailBackend",
            "MAIL_SERVER": self.smtp_host,
            "MAIL_PORT": self.smtp_port,
            "MAIL_USERNAME": self.smtp_username,
            "MAIL_PASSWORD": self.smtp_password,
            "MAIL_USE_TLS": self.smtp_use_tls,
            "MAIL_TIMEOUT": self.smtp_timeout,
            "MAIL_DEFAULT_SENDER": self.mail_from,
        }

    def sqlalchemy_url(self) -> str:
        """The database's address with psycopg 3 named, so that `postgresql://` means the driver we ship."""
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
