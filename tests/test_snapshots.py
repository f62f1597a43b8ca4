import threading

import pytest
from django.db import connection, connections, transaction

from leadgap.snapshots import one_snapshot
from leads.models import Source
from tests.factories import SourceFactory

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(work):
    def run():
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


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
