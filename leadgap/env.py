"""The environment as settings are read from it: what makes no sense is refused by its name."""

from __future__ import annotations

import environ
from django.core.exceptions import ImproperlyConfigured

YES = {"1", "true", "yes", "on", "y", "ok"}
NO = {"0", "false", "no", "off", "n"}


class Env(environ.Env):
    def whole(self, name: str, default: int, least: int) -> int:
        text = self.str(name, str(default)).strip()
        if not text.isascii() or not text.isdecimal() or int(text) < least:
            raise ImproperlyConfigured(f"{name} is {text!r}; it must be a whole number, {least} or more.")
        return int(text)

    def yes_or_no(self, name: str, default: bool) -> bool:
        text = self.str(name, "").strip()
        word = text.lower()
        if word and word not in YES | NO:
            raise ImproperlyConfigured(f"{name} is {text!r}; it must be 1 for yes or 0 for no.")
        return word in YES if word else default

    def needed(self, name: str, beside: str) -> str:
        if text := self.str(name, "").strip():
            return text
        raise ImproperlyConfigured(f"{name} is not set; it is needed with {beside}.")
