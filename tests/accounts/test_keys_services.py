"""Making and revoking API keys."""

import pytest

from leadgap.accounts.models import ApiKey
from leadgap.accounts.secret_tokens import hash_of
from leadgap.accounts.services import keys
from leadgap.accounts.services.refusals import KeyNameTaken
from leadgap.audit.models import AuditEntry
from tests.factories import NOW


def test_a_key_is_kept_as_a_hash(rep):
    key, text = keys.create_key(person=rep, name="report", now=NOW)

    mark, prefix, secret = text.split("_", 2)
    assert (mark, prefix) == ("lg", key.prefix)
    assert ApiKey.objects.get().secret_hash == hash_of(secret)
    assert secret not in str(ApiKey.objects.values().get())
    assert secret not in str(AuditEntry.objects.values().get())


def test_a_key_name_is_free_again_after_revoking(rep):
    key, _text = keys.create_key(person=rep, name="report", now=NOW)
    with pytest.raises(KeyNameTaken):
        keys.create_key(person=rep, name="report", now=NOW)

    keys.revoke_key(key=key, actor=rep, now=NOW)
    keys.revoke_key(key=key, actor=rep, now=NOW)
    keys.create_key(person=rep, name="report", now=NOW)

    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == [
        "api_key.created",
        "api_key.revoked",
        "api_key.created",
    ]
