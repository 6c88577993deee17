import smtplib
import ssl

from maatje.notifications.smtp import CheckedEmailBackend, CheckedSmtp


def test_a_mail_server_must_show_a_certificate_that_is_right(app, monkeypatch):
    seen = []
    monkeypatch.setattr(smtplib.SMTP, "starttls", lambda self, context=None: seen.append(context))

    CheckedSmtp().starttls(context=None)

    assert seen[0].verify_mode is ssl.CERT_REQUIRED
    assert seen[0].check_hostname
    assert CheckedEmailBackend.connection_class is CheckedSmtp
