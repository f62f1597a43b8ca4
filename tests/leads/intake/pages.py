"""A small file on its way in, and what the forms of its pages hold."""

from django.urls import reverse

LEADS = """Record ID,Email,Lead Source,Create Date,Lead Owner,Lead Quality,Status,Shoe size
1,ana@example.com,Web,2026-01-05 09:00,Ana,Hot,Closed Won,38
2,ben@example.com,Fair,2026-01-06 09:00,Ben,Meh,Working,
3,cleo@example.com,,2026-01-07 09:00,,7,,40
"""


def url(name, run):
    return reverse(f"leads:{name}", args=[run.pk])


def columns(client, run, **changes):
    """Return what the form of the columns holds, as a browser would post it."""
    form = client.get(url("import-map", run)).context["form"]
    return {bound.html_name: bound.value() or "" for bound in form} | {"system": "CRM", "timezone": "UTC"} | changes


def values(client, run, **changes):
    form = client.get(url("import-values", run)).context["form"]
    return {bound.html_name: bound.value() or "" for bound in form} | changes
