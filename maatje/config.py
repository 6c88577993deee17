"""Settings, read from the environment (`MAATJE_…`) or `.env`; the defaults run everything on one machine."""

from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Mode(StrEnum):
    LOCAL = "local"
    TEST = "test"
    PRODUCTION = "production"


class MailRoute(StrEnum):
    """Where letters go: `screen` keeps them readable on the demo's mail page and sends nothing."""

    SCREEN = "screen"
    SMTP = "smtp"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="MAATJE_", env_file=".env", extra="ignore")

    mode: Mode = Mode.LOCAL
    database_url: str = f"sqlite:///{ROOT / 'var' / 'maatje.db'}"
    redis_url: str = f"unix://{ROOT / 'var' / 'queue.sock'}"
    secret_key: str = "only-for-a-demo-on-your-own-machine"  # noqa: S105 - production refuses to start on it
    base_url: str = "http://localhost:8000"

    mail_route: MailRoute = MailRoute.SCREEN
    mail_from: str = "Maatje <geen-antwoord@maatje.example.nl>"
    smtp_host: str = "localhost"
    smtp_port: int = 25
    smtp_username: str | None = None
    smtp_password: str | None = None
    smtp_use_tls: bool = False
    smtp_timeout: int = 30

    max_upload_bytes: int = 2 * 1024 * 1024
    round_lease_seconds: int = 60
    mail_lease_seconds: int = 600

    def for_flask(self) -> dict[str, Any]:
        """The same settings under the names that Flask and its extensions read."""
        secure = self.base_url.startswith("https://")
        return {
            "SETTINGS": self,
            "SECRET_KEY": self.secret_key,
            "TESTING": self.mode is Mode.TEST,
            "SQLALCHEMY_DATABASE_URI": self.sqlalchemy_url(),
            "MAX_CONTENT_LENGTH": self.max_upload_bytes + 256 * 1024,
            "SESSION_COOKIE_SECURE": secure,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "WTF_CSRF_TIME_LIMIT": None,  # a long form must not be lost because it took an hour
            "BABEL_DEFAULT_LOCALE": "nl",
            "BABEL_DEFAULT_TIMEZONE": "Europe/Amsterdam",
            "BOOTSTRAP_SERVE_LOCAL": True,
            "MAIL_BACKEND": "smtp" if self.mail_route is MailRoute.SMTP else "locmem",
            "MAIL_SERVER": self.smtp_host,
            "MAIL_PORT": self.smtp_port,
            "MAIL_USERNAME": self.smtp_username,
            "MAIL_PASSWORD": self.smtp_password,
            "MAIL_USE_TLS": self.smtp_use_tls,
            "MAIL_TIMEOUT": self.smtp_timeout,
            "MAIL_DEFAULT_SENDER": self.mail_from,
            "RATELIMIT_HEADERS_ENABLED": False,
        }

    def sqlalchemy_url(self) -> str:
        """The database's address with psycopg 3 named, so that `postgresql://` means the driver we ship."""
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
