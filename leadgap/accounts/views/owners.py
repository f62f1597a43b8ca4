from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from leadgap.accounts.matching import Named, Proposal, propose
from leadgap.accounts.models import Owner, Role, User
from leadgap.accounts.permissions import for_roles, may_manage_people
from leadgap.accounts.requests import SignedInRequest
from leadgap.accounts.services import owners as services
from leadgap.accounts.views.tabs import people_tabs

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """An owner with the e-mail in the field beside it, why it is proposed, and what is wrong with it."""

    owner: Owner
    email: str
    because: str
    problem: str


@for_roles(Role.ADMINISTRATOR, Role.AUDITOR)
def owners(request: SignedInRequest) -> HttpResponse:
    """Whom imports name, and who that is. The unmatched come first, each with a proposal where there is one."""
    if request.method == "POST":
        return _match_given(request)
    return _page(request, given={}, problems={})


def _match_given(request: SignedInRequest) -> HttpResponse:
    """Match every row of the page that names a person; one unknown address, and nothing is changed."""
    given = {
        int(name.removeprefix("person-")): str(value).strip().lower()
        for name, value in request.POST.items()
        if name.startswith("person-") and name.removeprefix("person-").isdigit() and str(value).strip()
    }
    found = {owner.pk: owner for owner in Owner.objects.filter(pk__in=given)}
    people = {person.email: person for person in User.objects.active().filter(email__in=given.values())}
    problems = {
        pk: _("Nobody here has the e-mail %(email)s.") % {"email": email}
        for pk, email in given.items()
        if email not in people
    }
    if problems:
        return _page(request, given=given, problems=problems)
    services.match_all(
        [(found[pk], people[email]) for pk, email in given.items() if pk in found],
        actor=request.user,
        now=timezone.now(),
    )
    messages.success(request, ngettext("%d owner is matched.", "%d owners are matched.", len(given)) % len(given))
    return redirect("accounts:owners")


@require_POST
@for_roles(Role.ADMINISTRATOR)
def unmatch_owner(request: SignedInRequest, pk: int) -> HttpResponse:
    owner = get_object_or_404(Owner, pk=pk)
    services.unmatch(owner=owner, actor=request.user, now=timezone.now())
    messages.success(request, _("%(owner)s is matched to nobody now.") % {"owner": owner.name})
    return redirect("accounts:owners")


def _page(request: SignedInRequest, *, given: dict[int, str], problems: dict[int, str]) -> HttpResponse:
    may_manage = may_manage_people(request.user)
    shows_matched = request.GET.get("show") == "matched" and not problems
    unmatched, matched = Owner.objects.unmatched(), Owner.objects.exclude(user=None)
    listed = [Named(*one) for one in (matched if shows_matched else unmatched).values_list("pk", "name", "email")]
    people = list(User.objects.active().only("pk", "name", "email")) if may_manage and not shows_matched else []
    proposals = propose(listed, [Named(person.pk, person.name, person.email) for person in people])
    # What only has to be confirmed comes first, or it would be lost among hundreds that nobody knows.
    listed.sort(key=lambda owner: owner.key not in proposals)
    page = Paginator([owner.key for owner in listed], ON_A_PAGE).get_page(request.GET.get("page"))
    # Counted for these rows only: the hand-offs of all owners would be all hand-offs.
    owners = (
        Owner.objects.filter(pk__in=page.object_list)
        .select_related("user", "team")
        .annotate(hand_off_count=Count("hand_offs"))
        .in_bulk()
    )
    context = {
        "tabs": people_tabs(),
        "page": page,
        "rows": _rows([owners[pk] for pk in page if pk in owners], people, proposals, given, problems),
        "people": people,
        "proposed": len(proposals),
        "shows_matched": shows_matched,
        "unmatched": len(listed) if not shows_matched else unmatched.count(),
        "matched": matched.count(),
        "may_manage": may_manage,
    }
    return render(request, "accounts/owners.html", context, status=422 if problems else 200)


def _rows(
    owners: Iterable[Owner],
    people: list[User],
    proposals: Mapping[int, Proposal],
    given: dict[int, str],
    problems: dict[int, str],
) -> list[Row]:
    """Return the rows with what was typed, or else with what is proposed."""
    emails = {person.pk: person.email for person in people}
    rows = []
    for owner in owners:
        proposal = None if given else proposals.get(owner.pk)
        rows.append(
            Row(
                owner=owner,
                email=emails[proposal.person] if proposal else given.get(owner.pk, ""),
                because=proposal.because if proposal else "",
                problem=problems.get(owner.pk, ""),
            )
        )
    return rows
