"""Removing the demo company: its leads and all that hangs on them first, then what was made beside them.

In batches, each whole: a removal that was killed goes on where it stopped. What people have made themselves stays;
where it uses something of the demo's (a team, a source), that stays too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.apps import apps
from django.db import models, transaction
from django.db.models import ProtectedError, Q

from feedback.models import DirtyRatingDay, ExpectedRating
from leadgap.accounts.models import Organisation, Role, User
from leadgap.home.demo import story
from leadgap.home.models import DemoCompany
from leads import stale
from leads.dirty import mark
from leads.models import Event, HandOff, Lead, ParkedEvent, System
from sla.models import (
    AgreementVersion,
    CampaignFact,
    CampaignWeek,
    Clock,
    ClockFact,
    ClockWeek,
    DirtyClockDay,
    JudgedAgain,
    LeadZone,
    Promise,
    RouteFact,
    RouteWeek,
    Segment,
    Signature,
    UnpromisedFact,
    Waiver,
)

BATCH = 500
# What refers to others before what it refers to.
ORDER = (
    "leads.campaign",
    "leads.source",
    "accounts.owner",
    "accounts.user",
    "accounts.team",
    "sla.calendar",  # a team that stays keeps its hours
    "leads.system",
)


class NobodyWouldBeLeft(Exception):
    """There are leads of one's own, and only the demo's people could sign in to see them."""


def may_be_removed() -> bool:
    """Return whether somebody can still sign in to what is left, or nothing is left at all."""
    company = DemoCompany.objects.filter(pk=1).first()
    made = company.made.get("accounts.user", []) if company else []
    administrators = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk__in=made)
    return administrators.exists() or not HandOff.objects.exclude(system__key=story.SYSTEM).exists()


def remove(*, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Remove the demo company. Nothing happens when there is none. Raises NobodyWouldBeLeft before anything goes."""
    company = DemoCompany.objects.filter(pk=1).first()
    if company is None:
        return
    if not may_be_removed():
        raise NobodyWouldBeLeft("Invite an administrator of your own first: nobody could sign in to your leads.")
    system = System.objects.filter(key=story.SYSTEM).first()
    if system is not None:
        _remove_leads(system, progress)
    with transaction.atomic():
        Waiver.objects.filter(clocks=None).delete()
        _remove_agreement(company.made.get("sla.agreementversion", []))
        ExpectedRating.objects.filter(source__in=company.made.get("leads.source", [])).delete()
        for label in ORDER:
            _remove_unused(apps.get_model(label), company.made.get(label, []))
        if company.made_organisation and not User.objects.filter(is_active=True).exists():
            Organisation.objects.all().delete()  # the next visitor sets up their own
        company.delete()


def _remove_leads(system: System, progress: Callable[[int, int], None]) -> None:
    total, done = HandOff.objects.filter(system=system).count(), 0
    while ids := list(HandOff.objects.filter(system=system).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            stale.mark(ids)  # nobody judges them from here on
            hand_offs = HandOff.objects.filter(pk__in=ids)
            days = set(hand_offs.values_list("day", flat=True))
            Clock.objects.filter(hand_off__in=ids).delete()
            Event.objects.filter(hand_off__in=ids).delete()
            hand_offs.delete()
            mark(DirtyClockDay, days)
            mark(DirtyRatingDay, days)
        done += len(ids)
        progress(done, total)
    while ids := list(Lead.objects.filter(system=system).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        Lead.objects.filter(pk__in=ids).delete()
    ParkedEvent.objects.filter(system=system).delete()


def _remove_agreement(keys: Iterable[int]) -> None:
    """Hand-offs of other systems that this agreement judged are judged again, by what is left."""
    versions = AgreementVersion.objects.filter(pk__in=keys)
    promises = Promise.objects.filter(version__in=versions)
    judged = Clock.objects.filter(promise__in=promises)
    others = set(judged.values_list("hand_off", flat=True))
    stale.mark(others)
    judged.delete()
    for facts in (ClockFact, ClockWeek, CampaignFact, CampaignWeek, RouteFact, RouteWeek):
        facts.objects.filter(promise__in=promises).delete()
    if not ClockFact.objects.exists():
        LeadZone.objects.all().delete()  # facts alone name them
    Signature.objects.filter(version__in=versions).delete()
    UnpromisedFact.objects.filter(segment__in=Segment.objects.filter(version__in=versions).values("pk")).delete()
    JudgedAgain.objects.filter(version__in=versions).delete()
    promises.delete()
    versions.delete()


def _remove_unused(model: type[models.Model], keys: Iterable[int]) -> None:
    for pk in sorted(keys, reverse=True):
        try:
            with transaction.atomic():
                _prepared(model, pk).delete()
        except ProtectedError:
            if model is User:
                User.objects.filter(pk=pk).update(is_active=False)


def _prepared(model: type[models.Model], pk: int) -> models.QuerySet[models.Model]:
    """Let go of what would hold a row back without being worth keeping."""
    if model._meta.label_lower == "sla.calendar":
        apps.get_model("sla", "CalendarVersion").objects.filter(calendar=pk).delete()
    if model._meta.label_lower == "accounts.owner":
        apps.get_model("sla", "CalendarVersion").objects.filter(calendar__owner=pk).delete()
    if model._meta.label_lower == "accounts.team":
        User.objects.filter(Q(team=pk), is_active=False).update(team=None)
    return model._default_manager.filter(pk=pk)
