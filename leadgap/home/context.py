"""What every page knows of the demo company: its banner, and on this machine a sign-in button per role."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from leadgap.accounts.models import Role, User
from leadgap.home.demo import story
from leadgap.home.demo.company import sign_ins
from leadgap.home.models import DemoCompany
from leadgap.home.runners import KINDS
from leadgap.jobs.models import Job
from leads.models import System

DOES = {
    Role.REP: _("answers leads and rates them"),
    Role.MARKETER: _("reads what Sales thinks"),
    Role.MANAGER: _("sees which promises are kept"),
    Role.ADMINISTRATOR: _("sets everything up"),
    Role.AUDITOR: _("reads everything, changes nothing"),
}
LOOPBACK = ("127.0.0.1", "::1")


def demo(request: HttpRequest) -> dict[str, Any]:
    """`demo_company`, `demo_remove_url` for who may remove it, and `demo_roles` where the buttons are offered."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"demo_roles": SimpleLazyObject(lambda: roles_offered(request))}
    return {
        "demo_company": SimpleLazyObject(DemoCompany.objects.exists),
        "has_own_leads": SimpleLazyObject(System.objects.exclude(key=story.SYSTEM).exists),
        "demo_remove_url": SimpleLazyObject(lambda: _removal_of(user)),
    }


def _removal_of(user: User) -> str:
    """Return where this person removes the demo company; "" for who may not, and while it comes or goes."""
    if user.role != Role.ADMINISTRATOR or Job.objects.under_way(*KINDS).exists():
        return ""
    return reverse("home:demo-remove")


def offers_buttons(request: HttpRequest) -> bool:
    """Whether this is the demo on somebody's own machine: both the installation and the visitor are on loopback.

    Whoever comes through a proxy seems to be on loopback too, and is not.
    """
    if not settings.ON_LOOPBACK or "HTTP_X_FORWARDED_FOR" in request.META:
        return False
    return request.META.get("REMOTE_ADDR") in LOOPBACK


def roles_offered(request: HttpRequest) -> list[dict[str, str]]:
    if not offers_buttons(request):
        return []
    return [
        {"role": user.role, "label": user.get_role_display(), "name": user.name, "does": str(DOES[Role(user.role)])}
        for user in sign_ins()
    ]
