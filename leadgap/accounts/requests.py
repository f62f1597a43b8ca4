"""The type of a request to a private page: its user is a person, because the wall let nobody else through."""

from django.http import HttpRequest, QueryDict

from leadgap.accounts.models import Organisation, User


class SignedInRequest(HttpRequest):
    user: User
    organisation: Organisation  # read once a page, by `leadgap.accounts.middleware.OrganisationZone`


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what a form is bound to: None on GET, and on POST the data even if it is empty."""
    return request.POST if request.method == "POST" else None


def whole_number(text: str) -> int:
    """Return a whole number of an address or form; 0 for what is none."""
    return int(text) if text.isdecimal() and len(text) < 18 else 0
