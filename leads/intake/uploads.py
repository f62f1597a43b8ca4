"""Uploaded files: never in memory, never larger than allowed, under names that nobody can guess."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

FOLDER = "imports"


class LimitedUploadHandler(FileUploadHandler):
    """Stands before Django's own handlers and lets no more than settings.UPLOAD_LIMIT bytes of a file pass."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self._size += len(raw_data)
        if self._size > settings.UPLOAD_LIMIT:
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler keeps the file."""


def store(file: UploadedFile) -> str:
    """Keep an uploaded file and return its name below the upload directory."""
    return default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}.csv", file)


def path_of(name: str) -> Path:
    return Path(default_storage.path(name))


def remove(name: str) -> None:
    """Delete an uploaded file; one that is gone already is fine."""
    if name:
        default_storage.delete(name)
