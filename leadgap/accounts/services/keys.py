from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from leadgap.accounts.api_keys import MARK
from leadgap.accounts.models import ApiKey, User
from leadgap.accounts.secret_tokens import hash_of, new_secret
from leadgap.accounts.services.refusals import KeyNameTaken
from leadgap.audit.services import record


def create_key(*, person: User, name: str, now: datetime, may_write: bool = False) -> tuple[ApiKey, str]:
    """Return a new key and its text, which is known now and never again. Unless it may write, it only reads."""
    with transaction.atomic():
        if person.api_keys.filter(name=name, revoked_at=None).exists():
            raise KeyNameTaken("You already have a key with this name.")
        secret = new_secret()
        key = ApiKey.objects.create(
            user=person,
            name=name,
            prefix=secrets.token_hex(4),
            secret_hash=hash_of(secret),
            may_write=may_write,
            created_at=now,
        )
        said = {"name": name, "prefix": key.prefix, "may_write": may_write}
        record("api_key.created", actor=person, at=now, target=key, **said)
    return key, f"{MARK}_{key.prefix}_{secret}"


def revoke_key(*, key: ApiKey, actor: User, now: datetime) -> None:
    """Shut a key out at once. Revoking twice changes nothing."""
    with transaction.atomic():
        if ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
            record("api_key.revoked", actor=actor, at=now, target=key, name=key.name, prefix=key.prefix)
