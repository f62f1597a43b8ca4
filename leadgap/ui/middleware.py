"""What pages need from every answer. Stands after MessageMiddleware and SignInRequired."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from leadgap.ui.filters import FilterRefused, refused
from leadgap.ui.htmx import wants_fragment

LOOKED_AT = ("HX-Request", "HX-Boosted", "HX-History-Restore-Request")


class RefusedFilters:
    """A filter that makes no sense is answered with its sentence, on every page alike."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return refused(request, exception) if isinstance(exception, FilterRefused) else None


class OnlyForForms:
    """An address that takes forms alone says so to whoever looks there, such as by reloading what a form was told."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and not request.path.startswith("/api/"):
            response.content = render_to_string("405.html", request=request)
        return response


class FragmentMiddleware:
    """An expired session leads the whole page to sign-in; messages travel beside a fragment; caches tell both apart."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            patch_vary_headers(response, LOOKED_AT)
        if not wants_fragment(request):
            return response
        if _leads_to_sign_in(response):
            return HttpResponseClientRedirect(_sign_in_for(request))
        if response.status_code < 300 or response.status_code == 422:
            _send_messages(request, response)
        return response


def _leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and urlsplit(response["Location"]).path == resolve_url(settings.LOGIN_URL)


def _sign_in_for(request: HttpRequest) -> str:
    """Sign-in that returns to the page on which the person is, not to the fragment."""
    page = urlsplit(request.headers.get("HX-Current-URL", "/"))
    back = page.path + (f"?{page.query}" if page.query else "")
    return f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"


def _send_messages(request: HttpRequest, response: HttpResponse) -> None:
    """Hand the messages to app.js, which shows them as toasts. In a full page the template has shown them."""
    if said := [{"text": str(message), "tags": message.tags} for message in get_messages(request)]:
        trigger_client_event(response, "leadgap:messages", {"messages": said})
