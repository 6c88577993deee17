"""A real mail server: it listens on a real port, speaks SMTP, and keeps what it took."""

import re
from email import message_from_bytes, policy
from email.utils import parseaddr

from aiosmtpd.controller import Controller

from tests.house import eventually, free_port


class MailServer:
    def __init__(self):
        self.letters = []
        self.port = free_port()
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self):
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
        self.letters.append(Letter(message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"

    def letter_to(self, address, subject):
        """The first letter with this subject that this reader has not opened yet; it may still be on its way."""

        def arrived():
            mine = [letter for letter in self.letters if letter.to == address and not letter.is_opened]
            return next((letter for letter in mine if letter.subject == subject), None)

        letter = eventually(arrived, within=40, what=lambda: f"{address} got no “{subject}”, only {self.letters}")
        letter.is_opened = True
        return letter


class Letter:
    def __init__(self, message):
        self.to = parseaddr(message["To"])[1]
        self.subject = message["Subject"]
        self.text = message.get_body(("plain",)).get_content()
        self.html = message.get_body(("html",)).get_content()
        self.is_opened = False

    @property
    def link(self):
        """The one thing to do in this letter; text and HTML lead to the same place."""
        [link] = re.findall(r"https?://\S+", self.text)
        assert f'href="{link}"' in self.html
        return link

    def __repr__(self):
        return f"<{self.subject!r} to {self.to}>"
