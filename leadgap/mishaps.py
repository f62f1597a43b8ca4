"""What is answered before a view is asked, or when one fails: under /api/ JSON as its views answer, else a page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views import defaults

from leadgap.ui.theme import chosen


def misunderstood(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_api(request):
        return _said("The request is not well formed.", 400)
    return _bare(request, "400.html", 400)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_api(request):
        return _said(str(exception) or "You may see this, but not do it.", 403)
    return defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if _is_api(request):
        return _said("There is no such address. /api/v1/ names those there are.", 404)
    return defaults.page_not_found(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    if _is_api(request):
        return _said("Something went wrong here. It is in the log.", 500)
    return _bare(request, "500.html", 500)


def _bare(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Render without the request: what puts the application around a page may be what has failed."""
    return HttpResponse(render_to_string(template, {"theme": chosen(request)}), status=status)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _said(detail: str, status: int) -> JsonResponse:
    return JsonResponse({"detail": detail}, status=status)
