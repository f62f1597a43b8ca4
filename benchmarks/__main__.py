"""`make bench`: figures and ratios against a reference in the same run; nothing passes or fails."""

from __future__ import annotations

import os
import secrets
import sys
from importlib import import_module
from pathlib import Path

import django

FIGURES = ("calendars", "judging", "agreement", "journal", "intake", "pages")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadgap.settings")
    os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))  # of this run: it signs nothing that stays
    django.setup()
    wanted = sys.argv[1:] or [name for name in FIGURES if Path(__file__).with_name(f"{name}.py").exists()]
    for name in wanted:
        print(f"\n{name}")
        for label, value, unit in import_module(f"benchmarks.{name}").figures():
            print(f"  {label:<60} {value:>12,.2f} {unit}")


if __name__ == "__main__":
    main()
