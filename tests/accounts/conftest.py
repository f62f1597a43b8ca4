"""Fixtures of signing in: people with passwords, a mail server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

PASSWORD = "correct-horse-battery"


@pytest.fixture
def rita(rep):
    """The rep, with a password."""
    rep.set_password(PASSWORD)
    rep.save()
    return rep


@pytest.fixture
def admin(client, administrator):
    """A browser in which the administrator is signed in."""
    client.force_login(administrator)
    return client


class Mailbox:
    """What a real SMTP server on the loopback was given."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuses: set[str] = set()

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list
    ) -> str:
        if address in self.refuses:
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert envelope.content is not None
        self.messages.append(message_from_bytes(bytes(envelope.content), policy=policy.default))
        return "250 OK"


@pytest.fixture
def mailbox(settings) -> Iterator[Mailbox]:
    """Mail is configured, and goes to this mailbox over SMTP."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAIL_CONFIGURED = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    try:
        yield box
    finally:
        controller.stop()
