"""Flask-Mailman's SMTP, with the mail server's certificate checked when the connection turns to TLS."""

import smtplib
import ssl

from flask_mailman.backends.smtp import EmailBackend


class CheckedSmtp(smtplib.SMTP):
    def starttls(self, context: ssl.SSLContext | None = None) -> tuple[int, bytes]:  # type: ignore[override]
        """The library passes no context, which in Python means: any certificate will do."""
        return super().starttls(context=context or ssl.create_default_context())


class CheckedEmailBackend(EmailBackend):
    connection_class = CheckedSmtp
