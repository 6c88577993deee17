"""A real SMTP server on a real port, which answers as the test tells it to."""

import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from maatje.config import MailRoute


class MailServer:
    """Keeps the mails it took; `answers` are given to the next recipients in turn, then everything is fine."""

    def __init__(self):
        self.taken, self.answers = [], []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if callable(answer):
            return await answer()
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def smtp(app, settings, free_port, monkeypatch):
    """The app sends by SMTP to the port where `mail_server` listens."""
    changed = settings.model_copy(update={"mail_route": MailRoute.SMTP})
    monkeypatch.setitem(app.config, "SETTINGS", changed)
    mailman = app.extensions["mailman"]
    monkeypatch.setattr(mailman, "server", "127.0.0.1")
    monkeypatch.setattr(mailman, "port", free_port)
    monkeypatch.setattr(mailman, "timeout", 1)
    return app


@pytest.fixture
def mail_server(smtp, free_port):
    server = MailServer()
    controller = Controller(server, hostname="127.0.0.1", port=free_port)
    controller.start()
    yield server
    controller.stop()
