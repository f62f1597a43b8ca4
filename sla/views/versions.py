from __future__ import annotations

from django.shortcuts import get_object_or_404

from leadgap.accounts.requests import SignedInRequest
from sla.models import AgreementVersion


def version_of(request: SignedInRequest, number: int) -> AgreementVersion:
    """Return the version of this number with what its pages show; 404 for one that this person may not read."""
    return get_object_or_404(AgreementVersion.objects.visible_to(request.user).for_page(), number=number)
