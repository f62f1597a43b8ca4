"""The agreement: read by everyone, proposed by both sides, signed by two people."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leadgap.accounts.models import Organisation, Role
from leadgap.accounts.requests import SignedInRequest
from sla import agreements
from sla.agreements import Refused
from sla.agreements.api import document, documents
from sla.agreements.changes import changes
from sla.agreements.words import headline, said, standings
from sla.models import AgreementVersion, Signature
from sla.months.sentences import month_headline
from sla.views.versions import for_writers, version_of

State = AgreementVersion.State


@require_safe
def agreement(request: SignedInRequest) -> HttpResponse:
    """The version in force; before the first, the one that is furthest."""
    readable = AgreementVersion.objects.visible_to(request.user).for_page()
    now = timezone.now()
    current = agreements.current(now)
    open_ = readable.filter(state__in=[State.SIGNED, State.PROPOSED, State.DRAFT])
    furthest = sorted(
        open_, key=lambda version: [State.DRAFT, State.PROPOSED, State.SIGNED].index(State(version.state))
    )
    shown = current or (furthest[-1] if furthest else None)
    if shown is None:
        context = {"may_draft": agreements.may_draft(request.user), "templates": agreements.TEMPLATES}
        return render(request, "sla/agreement-none.html", context)
    return _page(request, readable.get(pk=shown.pk))


@require_safe
def version(request: SignedInRequest, number: int) -> HttpResponse:
    return _page(request, version_of(request, number))


@require_POST
@for_writers
def propose(request: SignedInRequest, number: int) -> HttpResponse:
    return _step(
        request,
        number,
        lambda chosen: agreements.propose(chosen, user=request.user, now=timezone.now()),
        _("Version %(number)s is proposed. It waits for both signatures."),
    )


@require_POST
def sign(request: SignedInRequest, number: int) -> HttpResponse:
    """Sign the text that stood on the page: its hash comes with the signature."""
    side = request.POST.get("side", "")
    if side not in Signature.Side.values or not agreements.may_sign(request.user, side):
        raise PermissionDenied
    return _step(
        request,
        number,
        lambda chosen: agreements.sign(
            chosen, side=side, text_hash=request.POST.get("text_hash", ""), user=request.user, now=timezone.now()
        ),
        _("Version %(number)s is signed."),
    )


@require_POST
@for_writers
def withdraw(request: SignedInRequest, number: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    if not agreements.may_withdraw(request.user, version_of(request, number)):
        raise PermissionDenied
    return _step(
        request,
        number,
        lambda chosen: agreements.withdraw(chosen, reason=reason, user=request.user, now=timezone.now()),
        _("Version %(number)s is withdrawn. It stays on record."),
        reason=reason,
    )


@require_POST
def comment(request: SignedInRequest, number: int) -> HttpResponse:
    """Say something about a version, in whatever state it is."""
    text = request.POST.get("text", "")
    chosen = version_of(request, number)
    try:
        agreements.comment(chosen, text=text, user=request.user, now=timezone.now())
    except Refused as refusal:
        return _page(request, chosen, comment=text, comment_problem=str(refusal))
    return redirect(f"{reverse('sla:agreement-version', args=[number])}#comments")


@require_safe
def export(request: SignedInRequest, number: int) -> HttpResponse:
    """A version as a JSON document: what the API gives, as a file."""
    readable = documents(AgreementVersion.objects.visible_to(request.user))
    return JsonResponse(
        document(get_object_or_404(readable, number=number)),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": f'attachment; filename="agreement-version-{number}.json"'},
    )


def _step(
    request: SignedInRequest, number: int, take: Callable[[AgreementVersion], object], done: str, reason: str = ""
) -> HttpResponse:
    """Take a step with a version; a refusal is shown on its page, beside what was typed."""
    chosen = version_of(request, number)
    try:
        take(chosen)
    except Refused as refusal:
        texts = [text for texts in refusal.problems.values() for text in texts]
        return _page(request, version_of(request, number), problems=texts, reason=reason)
    messages.success(request, done % {"number": number})
    return redirect("sla:agreement-version", number)


def _text(version: AgreementVersion) -> str:
    """Return its sentences as proposed, else those that it would propose now."""
    return version.text or agreements.text_of(version)


def _page(
    request: SignedInRequest,
    shown: AgreementVersion,
    problems: Sequence[str] = (),
    reason: str = "",
    comment: str = "",
    comment_problem: str = "",
) -> HttpResponse:
    organisation, now = Organisation.current(), timezone.now()
    every = list(AgreementVersion.objects.visible_to(request.user).for_page())
    standing = standings(every, zone=organisation.zone, now=now)
    others = [each for each in every if each != shown]
    asked = request.GET.get("against", "")
    named = next((each for each in others if str(each.number) == asked), None)
    signed = next((each for each in others if each.state == State.SIGNED and each.number < shown.number), None)
    before = named or signed
    is_draft = shown.state == State.DRAFT
    signatures = {signature.side: signature for signature in shown.signatures.all()}
    signs_for = agreements.sides_of(request.user, shown)
    text = _text(shown)
    context = {
        "version": shown,
        "problems": problems,
        "headline": headline(shown),
        "month_headline": month_headline(shown),
        "standing": standing[shown.pk],
        "sentences": agreements.paragraphs(text),
        "sides": [(side, side.label, signatures.get(side.value), side.value in signs_for) for side in Signature.Side],
        "signs_for": [Signature.Side(side).label for side in signs_for],
        "day_taken": agreements.day_taken(shown),
        "has_signed": any(signature.user_id == request.user.pk for signature in signatures.values()),
        "is_draft": is_draft,
        "is_open": shown.state in {State.DRAFT, State.PROPOSED},
        "may_take_back": agreements.is_ahead(shown, now) and agreements.may_withdraw(request.user, shown),
        "reason": reason,
        "versions": [(each, standing[each.pk]) for each in every if each.state != State.WITHDRAWN],
        "withdrawn": [(each, standing[each.pk]) for each in every if each.state == State.WITHDRAWN],
        "others": [(each, standing[each.pk]) for each in others],
        "to_come": [(each, standing[each.pk]) for each in others if standing[each.pk].word in {"proposed", "signed"}],
        "before": before,
        "is_compared": named is not None,
        "changes": changes(_text(before), text) if before else [],
        "may_draft": agreements.may_draft(request.user),
        "comments": [said(each) for each in shown.comments.all()],
        "comment": comment,
        "comment_problem": comment_problem,
        "may_comment": request.user.role != Role.AUDITOR,
    }
    return render(request, "sla/agreement.html", context, status=422 if problems or comment_problem else 200)
