from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadgap.accounts.requests import SignedInRequest, posted
from leads import services
from leads.forms import SourcesForm
from leads.intake.permissions import IMPORTING, for_readers
from leads.intake.views.tabs import data_tabs
from leads.models import Source

ON_A_PAGE = 50


@for_readers
def sources(request: SignedInRequest) -> HttpResponse:
    """Which side answers for each source. An import says it of new ones; here it is mended."""
    listed = Source.objects.filter(archived_at=None).order_by("key")
    page = Paginator(listed, ON_A_PAGE).get_page(request.GET.get("page"))
    may_change = request.user.role in IMPORTING
    form = SourcesForm(list(page), posted(request), read_only=not may_change)
    if request.method == "POST" and form.is_valid():
        changed = services.change_sources(form.changes(), actor=request.user, now=timezone.now())
        said = ngettext("%d source is changed.", "%d sources are changed.", changed) % changed
        messages.success(request, said if changed else _("Nothing was different."))
        return redirect(request.get_full_path())
    context = {"tabs": data_tabs(), "page": page, "form": form, "may_change": may_change}
    return render(request, "leads/sources.html", context, status=422 if form.errors else 200)
