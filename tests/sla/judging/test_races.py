"""A change that comes while a hand-off is being judged, on both databases: it waits, and is not lost."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connection, transaction

from leads import stale
from leads.models import HandOff
from sla import receivers
from sla.judging import judge, judge_stale, judging, spread_agreements, spread_calendars
from sla.models import AgreementVersion, Clock
from sla.working_time import change_calendar
from tests.factories import NOW
from tests.sla.world import HOUR, agree, hand_over, tell, touched, verdicts
from tests.threads import elsewhere, thread_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meanwhile(monkeypatch):
    """Have a piece of work begin after the judge has read and before it writes; give back what waits for its end.

    The judge writes when the work is done, has come to where it `waits`, or has had its time.
    """

    def begin(work, waits=None):
        thread = thread_of(work)
        write = judging.write

        def write_later(*args):
            monkeypatch.setattr(judging, "write", write)
            thread.start()
            # On SQLite it waits before it can read anything.
            patience = 0.3 if waits is None or connection.vendor == "sqlite" else 20
            until = time.monotonic() + patience
            while thread.is_alive() and not (waits and waits.is_set()) and time.monotonic() < until:
                thread.join(0.01)
            write(*args)

        monkeypatch.setattr(judging, "write", write_later)
        return thread.join

    return begin


@pytest.mark.parametrize("is_judged_at_once", [True, False])
def test_a_touch_while_the_job_judges(organisation, monkeypatch, meanwhile, is_judged_at_once):
    agree()
    hand_off = hand_over()
    stale.mark([hand_off.pk])
    if not is_judged_at_once:
        monkeypatch.setattr(receivers, "FEW", 0)
    ended = meanwhile(lambda: tell(hand_off, touched(NOW + HOUR)))

    judge_stale(now=NOW, limit=1)
    ended()

    assert HandOff.objects.unjudged().exists() is not is_judged_at_once
    judge_stale(now=NOW)
    assert verdicts(hand_off) == {("first_response", 0): "met"}


def test_a_signature_while_the_job_judges(organisation, meanwhile):
    hand_off = hand_over()
    agree()
    AgreementVersion.objects.update(is_spread=False, signed_at=NOW)
    stale.mark([hand_off.pk])
    ended = meanwhile(spread_agreements)

    judge_stale(now=NOW, limit=1)
    ended()

    assert HandOff.objects.unjudged().exists()


def test_a_correction_of_the_hours_while_the_job_judges(organisation, monkeypatch, meanwhile):
    """The job closes a clock by hours that were corrected, and spread, after it had read them.

    With one writer at a time the correction comes after the clock was closed, and is another version.
    """
    agreement = agree(first_response=6)
    hand_off = hand_over(touched(NOW + 3 * HOUR))
    Clock.objects.all().delete()
    stale.mark([hand_off.pk])
    hours = {"timezone": "Europe/Berlin", "weekly": {"wed": [["15:00", "16:00"]]}, "holidays": ()}

    marks, mark = threading.Event(), stale.mark

    def mark_later(ids):
        marks.set()
        mark(ids)

    def correct():
        change_calendar(agreement.calendar, **hours, user=None, now=NOW)
        monkeypatch.setattr(stale, "mark", mark_later)
        spread_calendars()

    ended = meanwhile(correct, waits=marks)

    judge_stale(now=NOW + 4 * HOUR, limit=1)
    ended()

    assert Clock.objects.get().elapsed == 2 * 3600
    judge_stale(now=NOW + 4 * HOUR)
    judged_anew = (3600, 1) if connection.vendor == "postgresql" else (2 * 3600, 2)
    assert (Clock.objects.get().elapsed, agreement.calendar.versions.count()) == judged_anew


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only one transaction writes at a time on SQLite")
def test_a_mark_that_was_there_is_held_by_a_change_that_has_not_ended(organisation):
    hand_off = hand_over()
    stale.mark([hand_off.pk])
    taken = []

    def take():
        with transaction.atomic():
            taken.extend(stale.take(1))

    with transaction.atomic():
        stale.mark([hand_off.pk])
        elsewhere(take)

    assert taken == []
    assert HandOff.objects.unjudged().exists()


def test_two_judges_of_one_hand_off(organisation, meanwhile):
    agree()
    hand_off = hand_over()
    Clock.objects.all().delete()
    ended = meanwhile(lambda: judge([hand_off.pk], now=NOW))

    assert judge([hand_off.pk], now=NOW) == 1
    ended()

    assert verdicts(hand_off) == {("first_response", 0): "running"}
