"""What pauses the clocks of a promise: waiting for the lead, unless it says that nothing does."""

from dataclasses import replace

import pytest
from django.db import IntegrityError

from leadgap.periods import Period
from sla import agreements
from sla.agreements.promises import PromiseTerms, wrong_with
from sla.compliance.curves import promise_curve
from sla.explain import Kind, explain
from sla.judging import judge
from sla.models import Clock
from tests.factories import NOW, CalendarFactory, PromiseFactory
from tests.sla.agreements.drafts import FIRST
from tests.sla.world import HOUR, agree, event, hand_over

pytestmark = pytest.mark.django_db
RUNS_ON = "runs on while Sales waits for the lead"


@pytest.mark.parametrize(("paused_by", "waited"), [("lead", 1), ("nothing", 0)])
def test_a_promise_says_whether_waiting_for_the_lead_pauses_it(organisation, auditor, paused_by, waited):
    agree(first_response=4, unit="wall_hours").promises.update(paused_by=paused_by)
    hand_off = hand_over(event("paused", NOW + HOUR), event("resumed", NOW + 2 * HOUR), at=NOW, now=NOW + 9 * HOUR)
    judge([hand_off.pk], now=NOW + 3 * HOUR)

    clock = Clock.objects.select_related("promise", "hand_off").get(scope="lead")

    assert clock.due_at == NOW + (4 + waited) * HOUR
    found = explain(clock, now=NOW + 3 * HOUR)
    assert found.counted == (3 - waited) * 3600
    assert found.seconds(Kind.PAUSED) == waited * 3600
    curve = promise_curve(
        auditor,
        promise_kind="first_response",
        period=Period(NOW.date(), NOW.date()),
        organisation=organisation,
        now=NOW + 3 * HOUR,
    ).curve
    assert curve.at((3 - waited) * 3600 + 1) is None
    assert curve.at((3 - waited) * 3600) is not None


def test_the_signed_text_says_only_what_is_not_as_ever(terms, manager):
    ever, on = (
        agreements.draft(terms=replace(terms, promises=[replace(FIRST, paused_by=each)]), user=manager, now=NOW)
        for each in ("lead", "nothing")
    )

    assert RUNS_ON in agreements.sentences(on)[1].text
    assert agreements.text_of(on).replace(f" Its time {RUNS_ON}.", "") == agreements.text_of(ever)
    assert agreements.terms_of(on).promises == [replace(FIRST, paused_by="nothing")]


def test_marketing_chooses_no_pauses():
    reply = PromiseTerms("reply", 2, "days", FIRST.goal, paused_by="nothing")

    assert "never paused" in wrong_with(reply, CalendarFactory().current())[0]
    with pytest.raises(IntegrityError, match="sla_promise_only_sales_chooses_pauses"):
        PromiseFactory(kind="reply", paused_by="nothing")
