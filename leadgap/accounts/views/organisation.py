from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from leadgap.accounts.forms.organisation import OrganisationForm
from leadgap.accounts.models import Organisation, Role
from leadgap.accounts.permissions import for_roles, may_manage_people
from leadgap.accounts.requests import SignedInRequest, posted
from leadgap.accounts.services import organisation as services
from leadgap.accounts.services.refusals import Refused
from leadgap.accounts.views.tabs import settings_tabs


@for_roles(Role.ADMINISTRATOR, Role.AUDITOR)
def organisation(request: SignedInRequest) -> HttpResponse:
    may_manage = may_manage_people(request.user)
    fixed = services.zone_is_fixed()
    form = OrganisationForm(
        posted(request), instance=Organisation.current(), zone_is_fixed=fixed, read_only=not may_manage
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_organisation(values=form.cleaned_data, actor=request.user, now=timezone.now())
        except Refused as refusal:
            form.add_error("timezone", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:settings")
    context = {"tabs": settings_tabs(), "form": form, "may_manage": may_manage, "saved": Organisation.current()}
    return render(request, "accounts/settings.html", context, status=422 if form.errors else 200)
