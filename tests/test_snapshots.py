import pytest
from django.db import connection, transaction

from leadgap.snapshots import one_snapshot
from leads.models import Source
from tests.factories import SourceFactory
from tests.threads import elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_written_meanwhile_is_not_seen():
    SourceFactory()

    with one_snapshot():
        before = Source.objects.count()
        elsewhere(SourceFactory)
        assert Source.objects.count() == before

    assert Source.objects.count() == before + 1


def test_a_failure_ends_it_too():
    def fail():
        with one_snapshot():
            Source.objects.count()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    with transaction.atomic():
        SourceFactory()
    assert Source.objects.exists()


def test_inside_a_transaction_nothing_changes():
    with transaction.atomic():
        SourceFactory()
        with one_snapshot():
            assert Source.objects.exists()
        SourceFactory()

    assert Source.objects.count() == 2
    assert not connection.in_atomic_block
