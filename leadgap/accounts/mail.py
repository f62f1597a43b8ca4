"""Mail of this room. It goes out after the commit; where it fails, the link on the page still works."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

from leadgap.accounts.links import invitation_link
from leadgap.accounts.models import Organisation, User
from leadgap.accounts.services.invitations import Invited

logger = logging.getLogger(__name__)


def send_invitations(sent: Sequence[Invited], *, inviter: User) -> str:
    """Mail every link over one connection. Returns what to tell the inviter: "" where there is no mail server."""
    if not settings.MAIL_CONFIGURED or not sent:
        return ""
    organisation = Organisation.current()
    try:
        with get_connection() as connection:
            for invited in sent:
                connection.send_messages([_message(invited, inviter, organisation)])
    except (OSError, SMTPException) as error:
        logger.warning("an invitation could not be mailed: %s", type(error).__name__)
        return "The mail server did not take every invitation. Give these people their links yourself."
    return "Each invitation has also been sent by e-mail."


def _message(invited: Invited, inviter: User, organisation: Organisation) -> EmailMessage:
    context = {
        "invitation": invited.invitation,
        "inviter": inviter,
        "organisation": organisation,
        "link": invitation_link(invited.token),
    }
    subject = render_to_string("emails/invitation-subject.txt", context).strip()
    body = render_to_string("emails/invitation-text.txt", context)
    return EmailMessage(subject, body, to=[invited.invitation.email])
