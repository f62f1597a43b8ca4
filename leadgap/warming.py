"""What the web server does once, before it answers anybody and before it divides into processes."""

from __future__ import annotations

import gc
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.urls import get_resolver


def warm() -> None:
    """Load the code and the template of every page, and keep the collector of cycles from looking at them ever again.

    It would go through all that the program is made of about once in twenty pages, for 80 to 130 ms each time. Left
    alone, all that also stays in memory that the processes share.
    """
    get_resolver().check()  # imports the views
    templates = settings.BASE_DIR / "templates"
    for path in Path(templates).rglob("*.html"):
        get_template(str(path.relative_to(templates)))
    gc.collect()
    gc.freeze()
    # What is left is little and lives long: looked at less often.
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, 100)
