"""What surrounds a table: sortable headings, pages, filters. All links keep the rest of the query."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

register = template.Library()


def query(request: HttpRequest, **changes: str | int | None) -> str:
    """The request's query with these parameters changed; None takes one out. Never empty, so that it is a link."""
    parameters = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}"


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(
    context: template.Context, text: str, key: str, target: str = "", numeric: bool = False, default: str = ""
) -> dict[str, Any]:
    """{% sort_header "Due" "due" default="due" %}: a <th>; the view reads `sort`, "due" or "-due"."""
    request = context["request"]
    sort = request.GET.get("sort", default)
    turned = f"-{key}" if sort == key else key
    return {
        "text": text,
        "href": query(request, sort=turned, page=None),
        "direction": {key: "ascending", f"-{key}": "descending"}.get(sort, ""),
        "target": target,
        "numeric": numeric,
    }


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, target: str = "") -> dict[str, Any]:
    """{% pagination page target="#queue" %}: which rows of how many, and the way to the others."""
    request = context["request"]
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "is_cut": getattr(page.paginator.object_list, "is_cut", False),
        "pages": [(number, query(request, page=number) if isinstance(number, int) else "") for number in numbers],
        "previous": query(request, page=page.number - 1) if page.has_previous() else "",
        "next": query(request, page=page.number + 1) if page.has_next() else "",
        "target": target,
    }


@register.inclusion_tag("components/filter_bar.html", takes_context=True)
def filter_bar(context: template.Context, form: BaseForm, target: str = "", button: str = "") -> dict[str, Any]:
    """{% filter_bar form target="#misses" %}: the fields of a GET form in one line; the sort order is kept.

    `button` says what it does where "Apply" could be taken for the act that the page is about.
    The fields that `form.days` names, two days to ask for instead of a period, stand folded beside the period.
    """
    request = context["request"]
    return {
        "form": form,
        "days": getattr(form, "days", []),
        "path": request.path,
        "sort": request.GET.get("sort", ""),
        "is_used": bool(form.errors) or any(request.GET.get(field.html_name) for field in form),
        "target": target,
        "button": button or _("Apply"),
    }
