"""Secrets that are shown once. What is stored is a hash; as the secrets are random and long, a plain one will do."""

import hashlib
import secrets


def new_secret() -> str:
    """Return 256 random bits, fit for an address or a header."""
    return secrets.token_urlsafe(32)


def hash_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
