"""The audit log: written once, never changed, and written together with what it tells."""

import pytest
from django.db import transaction

from leadgap.accounts.models import User
from leadgap.audit.models import AuditEntry, EntriesNeverChange
from leadgap.audit.services import record
from tests.factories import NOW


@pytest.fixture
def entry(administrator):
    return record("team.added", actor=administrator, at=NOW, target=administrator, name="Berlin")


def test_an_entry_says_who_when_what_and_on_what(entry, administrator):
    entry.refresh_from_db()

    assert (entry.actor, entry.actor_name, entry.at) == (administrator, "Ada Administrator", NOW)
    assert (entry.action, entry.target, entry.data) == (
        "team.added",
        f"accounts.user:{administrator.pk}",
        {"name": "Berlin"},
    )


def test_an_entry_of_the_system_itself_has_no_actor(db):
    entry = record("facts.rebuilt", actor=None, at=NOW)

    assert (entry.actor, entry.actor_name, entry.target) == (None, "", "")


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda entry: entry.save(), id="save"),
        pytest.param(lambda entry: entry.save(update_fields=["action"]), id="save one field"),
        pytest.param(lambda entry: entry.delete(), id="delete"),
        pytest.param(lambda entry: AuditEntry.objects.update(action="x"), id="queryset update"),
        pytest.param(lambda entry: AuditEntry.objects.filter(pk=entry.pk).update(action="x"), id="filtered update"),
        pytest.param(lambda entry: AuditEntry.objects.all().delete(), id="queryset delete"),
        pytest.param(lambda entry: AuditEntry.objects.bulk_update([entry], ["action"]), id="bulk update"),
        pytest.param(
            lambda entry: AuditEntry.objects.bulk_create(
                [entry], update_conflicts=True, update_fields=["action"], unique_fields=["id"]
            ),
            id="bulk create over it",
        ),
    ],
)
def test_an_entry_is_never_changed_nor_removed(entry, change):
    entry.action = "forged"

    with pytest.raises(EntriesNeverChange):
        change(entry)

    assert AuditEntry.objects.get().action == "team.added"


def test_an_entry_falls_with_the_change_it_tells(administrator):
    @transaction.atomic
    def change():
        record("team.added", actor=administrator, at=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        change()

    assert not AuditEntry.objects.exists()


def test_the_name_stays_when_the_person_is_renamed_or_removed(entry, administrator):
    User.objects.filter(pk=administrator.pk).update(name="Somebody Else")
    User.objects.get(pk=administrator.pk).delete()

    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.actor_name) == (None, "Ada Administrator")
