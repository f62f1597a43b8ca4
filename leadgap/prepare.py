"""Bring an installation up to date: tables, cache table, static files, API document. Running it again changes nothing.

`python -m leadgap.prepare` is the release step of a production installation and the first step of `make run`.
"""

import argparse
import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command

NOT_SERVED = ["rest_framework", "django_htmx"]
"""Static files that packages bring and no page uses: the browsable API, and copies of htmx."""


def prepare(*, demo: bool) -> None:
    from leadgap import openapi  # it can be imported only after django.setup()

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    collect_static()
    openapi.write()
    if demo:
        call_command("demo", "--if-empty")
        call_command("demo", "--sign-ins")


def collect_static() -> None:
    """Collect and compress the static files, unless the ones collected last are the same."""
    stamp = Path(settings.STATIC_ROOT, ".collected")
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True, ignore_patterns=NOT_SERVED)
    stamp.write_text(wanted)


def _fingerprint() -> str:
    """Changes when any static file is added, removed, edited or touched."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=NOT_SERVED):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="leadgap.prepare", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="load the demo company into an empty installation")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadgap.settings")
    django.setup()
    try:
        prepare(demo=parser.parse_args().demo)
    except CommandError as refusal:
        sys.exit(str(refusal))
