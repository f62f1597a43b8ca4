"""`{% load ui %}`: every filter, tag and component of the design system."""

from django import template

from leadgap.ui.tags import addresses, badges, figures, formatting, icons, once, parts, ratings, tables

register = template.Library()

for library in (addresses, badges, figures, formatting, icons, once, parts, ratings, tables):
    register.tags.update(library.register.tags)
    register.filters.update(library.register.filters)
