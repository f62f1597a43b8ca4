"""What is everyone's own matter: name, password, two-step sign-in, API keys."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from leadgap.accounts.forms.own import ApiKeyForm, ProfileForm
from leadgap.accounts.models import ApiKey
from leadgap.accounts.permissions import may_manage_people
from leadgap.accounts.requests import SignedInRequest, posted
from leadgap.accounts.services import keys as key_services
from leadgap.accounts.services import people as services
from leadgap.accounts.services.refusals import Refused


def profile(request: SignedInRequest) -> HttpResponse:
    form = ProfileForm(posted(request), initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        services.rename_self(person=request.user, name=form.cleaned_data["name"], now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    context = {
        "form": form,
        "owners": request.user.owners.all(),
        "two_step": is_mfa_enabled(request.user),
        "has_password": request.user.has_usable_password(),
        "key_count": request.user.api_keys.filter(revoked_at=None).count(),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@never_cache
def api_keys(request: SignedInRequest) -> HttpResponse:
    form = ApiKeyForm(posted(request), person=request.user)
    text = ""
    if request.method == "POST" and form.is_valid():
        try:
            _key, text = key_services.create_key(person=request.user, **form.cleaned_data, now=timezone.now())
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            form = ApiKeyForm(person=request.user)
    context = {"form": form, "text": text, "keys": request.user.api_keys.all()}
    return render(request, "accounts/api-keys.html", context, status=422 if form.errors else 200)


@require_POST
def revoke_api_key(request: SignedInRequest, pk: int) -> HttpResponse:
    """Everyone their own; an administrator anyone's."""
    manages = may_manage_people(request.user)
    key = get_object_or_404(ApiKey.objects.all() if manages else request.user.api_keys.all(), pk=pk)
    key_services.revoke_key(key=key, actor=request.user, now=timezone.now())
    messages.success(request, _("The key “%(name)s” is revoked.") % {"name": key.name})
    if key.user_id == request.user.pk:
        return redirect("accounts:api-keys")
    return redirect("accounts:person", pk=key.user_id)
