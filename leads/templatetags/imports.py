from __future__ import annotations

from django import template
from django.urls import reverse

from leads.intake.permissions import IMPORTING

register = template.Library()


@register.simple_tag(takes_context=True)
def import_url(context: template.Context) -> str:
    """{% import_url as url %}: where whoever reads brings leads in; "" for who may not."""
    return reverse("leads:import-new") if context["user"].role in IMPORTING else ""
