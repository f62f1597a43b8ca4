from __future__ import annotations

from datetime import datetime, time, timedelta

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from leadgap.accounts.audit_lines import audit_lines
from leadgap.accounts.forms.audit import AuditFilter
from leadgap.accounts.models import Organisation, Role
from leadgap.accounts.permissions import for_roles
from leadgap.accounts.requests import SignedInRequest
from leadgap.accounts.views.tabs import settings_tabs
from leadgap.audit.models import AuditEntry
from leadgap.ui.htmx import render_page

ON_A_PAGE = 50


@require_safe
@for_roles(Role.ADMINISTRATOR, Role.AUDITOR)
def audit(request: SignedInRequest) -> HttpResponse:
    """Who changed what. Nothing on this page can be changed, by anyone."""
    form = AuditFilter(request.GET)
    page = Paginator(_filtered(form), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"tabs": settings_tabs(), "form": form, "page": page, "lines": audit_lines(page.object_list)}
    return render_page(request, "accounts/audit.html", "accounts/_audit_table.html", context)


def _filtered(form: AuditFilter) -> QuerySet[AuditEntry]:
    """From the start of the first day to the end of the last, in the organisation's zone."""
    entries = AuditEntry.objects.all()
    chosen = form.cleaned_data if form.is_valid() else {}
    zone = Organisation.current().zone
    if who := chosen.get("who"):
        entries = entries.filter(actor=who)
    if what := chosen.get("what"):
        entries = entries.filter(action__startswith=f"{what}.")
    if since := chosen.get("since"):
        entries = entries.filter(at__gte=datetime.combine(since, time(), zone))
    if until := chosen.get("until"):
        entries = entries.filter(at__lt=datetime.combine(until + timedelta(days=1), time(), zone))
    return entries
