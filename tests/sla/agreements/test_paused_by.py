"""What pauses the clocks of a promise: any wait for the lead, some reasons for waiting, stages, or nothing."""

from dataclasses import replace

import numpy as np
import pytest
from django.db import IntegrityError

from leadgap.periods import Period
from leads.models import HandOff, Reason
from sla import agreements
from sla.agreements.promises import PromiseTerms, wrong_with
from sla.compliance.curves import promise_curve
from sla.explain import Kind, explain
from sla.facts import rebuild_facts
from sla.judging import judge
from sla.judging.pausing import pauses_of_clocks, pauses_told, together
from sla.misses import described
from sla.models import Clock, Promise
from tests.factories import NOW, CalendarFactory, OwnerFactory, PromiseFactory
from tests.sla.agreements.drafts import FIRST, RATING, a_draft, form_of, page
from tests.sla.world import HOUR, agree, assigned, event, hand_over, touched

pytestmark = pytest.mark.django_db
RUNS_ON = "runs on while Sales waits for the lead"
STANDS_STILL = "While Sales waits for the lead, the time of its promises stands still"


def curve_at(now, user, organisation):
    """The curve of first responses to what was handed over on the day of NOW."""
    rebuild_facts()
    day = Period(NOW.date(), NOW.date())
    return promise_curve(user, promise_kind="first_response", period=day, organisation=organisation, now=now).curve


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
    curve = curve_at(NOW + 3 * HOUR, auditor, organisation)
    assert curve.at((3 - waited) * 3600 + 1) is None
    assert curve.at((3 - waited) * 3600) is not None


def test_the_signed_text_says_once_what_is_as_ever_and_of_each_promise_what_is_not(terms, manager):
    runs_on, reply = replace(FIRST, paused_by="nothing"), PromiseTerms("reply", 2, "days", FIRST.goal)
    ever, on, both, marketing = (
        agreements.draft(terms=replace(terms, promises=promises), user=manager, now=NOW)
        for promises in ([FIRST], [runs_on], [runs_on, RATING], [reply])
    )

    assert RUNS_ON in agreements.sentences(on)[1].text
    assert agreements.text_of(on).replace(f" Its time {RUNS_ON}.", "") == agreements.text_of(ever).replace(
        f"\n{STANDS_STILL}.", ""
    )
    assert STANDS_STILL not in agreements.text_of(on) + agreements.text_of(marketing)
    assert f"\n{STANDS_STILL}, but for those that say otherwise.\n" in agreements.text_of(both)
    assert agreements.terms_of(on).promises == [runs_on]


def test_marketing_chooses_no_pauses():
    reply = PromiseTerms("reply", 2, "days", FIRST.goal, paused_by="nothing")

    assert "never paused" in wrong_with(reply, CalendarFactory().current())[0]
    with pytest.raises(IntegrityError, match="sla_promise_only_sales_chooses_pauses"):
        PromiseFactory(kind="reply", paused_by="nothing")


def clocks_of(hand_off, now):
    judge([hand_off.pk], now=now)
    return {clock.scope: clock for clock in Clock.objects.select_related("promise", "hand_off")}


@pytest.mark.parametrize(("reasons", "waited"), [(["away"], 1), (["away", "other"], 2), ([], 3)])
def test_a_promise_is_paused_for_the_reasons_that_it_names(organisation, auditor, reasons, waited):
    agree(first_response=4, unit="wall_hours").promises.update(paused_for=reasons)
    hand_off = hand_over(
        assigned(OwnerFactory(), NOW),
        event("paused", NOW + HOUR, reasons=("away",)),
        event("paused", NOW + 2 * HOUR, key="another", reasons=("other",)),
        event("resumed", NOW + 3 * HOUR),
        event("paused", NOW + 4 * HOUR, key="none given"),
        event("resumed", NOW + 5 * HOUR, key="going on"),
        touched(NOW + 9 * HOUR),
        at=NOW,
        now=NOW + 9 * HOUR,
    )

    clocks = clocks_of(hand_off, NOW + 9 * HOUR)

    assert [clock.due_at for clock in clocks.values()] == [NOW + (4 + waited) * HOUR] * 2
    assert clocks["lead"].elapsed == (9 - waited) * 3600
    found = explain(clocks["lead"], now=NOW + 9 * HOUR)
    assert found.counted == (9 - waited) * 3600
    told = [(each.name, each.because) for each in found.stretches if each.kind == Kind.PAUSED]
    assert told[0] == ("waiting for the lead (Away)", ("waiting:away",))
    assert len(told) == waited
    lateness = Clock.objects.visible_to(auditor).filter(scope="lead").for_list()
    assert [miss.late for miss in described(lateness, user=auditor, organisation=organisation, now=NOW + 9 * HOUR)] == [
        (9 - 4 - waited) * 3600
    ]


def test_a_promise_is_paused_in_the_stages_that_it_names(organisation, auditor):
    agree(first_response=4, unit="wall_hours").promises.update(stops="connected", paused_in=["accepted"])
    hand_off = hand_over(
        assigned(OwnerFactory(), NOW),
        event("accepted", NOW + HOUR),
        event("paused", NOW + 2 * HOUR),
        event("qualified", NOW + 3 * HOUR),
        event("resumed", NOW + 4 * HOUR),
        at=NOW,
        now=NOW + 9 * HOUR,
    )

    clocks = clocks_of(hand_off, NOW + 9 * HOUR)

    assert [clock.due_at for clock in clocks.values()] == [NOW + 7 * HOUR] * 2
    found = explain(clocks["lead"], now=NOW + 7 * HOUR)
    assert [(each.name, each.length // 3600) for each in found.stretches if each.kind == Kind.PAUSED] == [
        ("stage accepted", 1),
        ("waiting for the lead, stage accepted", 1),
        ("waiting for the lead", 1),
    ]
    assert found.stretches[2].because == ("waiting", "stage:accepted")
    curve = curve_at(NOW + 9 * HOUR, auditor, organisation)
    assert curve.at(6 * 3600 + 1) is None
    assert curve.at(6 * 3600) is not None


def test_figures_and_explanations_take_the_same_pauses(organisation):
    promises = agree(first_response=4, follow_up=8, decision=8, attempts=(2, 30)).promises
    promises.filter(kind="follow_up").update(paused_in=["accepted"], paused_for=["away"])
    promises.filter(kind="decision").update(paused_by="nothing")
    promises.filter(kind="attempts").update(paused_in=["qualified"])
    for hours in (1, 2):
        hand_over(
            event("accepted", NOW + hours * HOUR),
            event("paused", NOW + 2 * HOUR, reasons=("away",)),
            event("paused", NOW + 3 * HOUR, key=f"on {hours}", reasons=("other",)),
            event("qualified", NOW + 4 * hours * HOUR),
            at=NOW,
            now=NOW + 9 * HOUR,
        )
    hand_over(at=NOW, now=NOW + 9 * HOUR)
    judge(HandOff.objects.values_list("pk", flat=True), now=NOW + 9 * HOUR)
    clocks = list(Clock.objects.filter(scope="lead").for_list())

    of_figures = pauses_of_clocks(
        *(np.array([getattr(each, of) for each in clocks]) for of in ("hand_off_id", "promise_id"))
    )

    def told(pauses):
        return sorted(zip(*(column.tolist() for column in pauses), strict=True))

    assert told(of_figures) == told(together(pauses_told(clocks)))
    assert len(told(of_figures)) == 2 * (2 + 2 + 3)


@pytest.mark.parametrize(
    "steps",
    [{"accepted": None}, {"accepted": NOW, "qualified": None}, {"accepted": NOW, "closed": None}],
    ids=["accepted", "qualified", "closed"],
)
def test_a_stage_that_nobody_dated_leaves_no_verdict(organisation, steps):
    agree(first_response=4, unit="wall_hours").promises.update(paused_in=["accepted"])
    hand_off = hand_over(*(event(kind, at) for kind, at in steps.items()), at=NOW, now=NOW + 9 * HOUR)

    assert clocks_of(hand_off, NOW + 9 * HOUR)["lead"].verdict == "no_data"


def test_the_text_names_reasons_and_stages(terms, manager):
    ever, chosen = (
        agreements.draft(terms=replace(terms, promises=[each]), user=manager, now=NOW)
        for each in (FIRST, replace(FIRST, paused_for=["other", "away", "away"], paused_in=["qualified", "accepted"]))
    )

    said = agreements.sentences(chosen)[1].text.removeprefix(agreements.sentences(ever)[1].text)

    assert said == (
        " Its time stands still while Sales waits for the lead for the reason “Away” or “Other”, and runs on for "
        "others. Its time stands still while the lead’s stage is accepted or qualified."
    )
    assert str(agreements.terms_of(chosen).promises[0]) == (
        "First response within 60 working minutes for 95\u00a0%, paused by waiting for away or other, "
        "paused in accepted or qualified"
    )
    assert agreements.terms_of(chosen).promises[0].paused_in == ("accepted", "qualified")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"paused_for": ["away"], "paused_by": "nothing"}, "runs on while Sales waits"),
        ({"paused_for": ["never"]}, "no reason for waiting called “never”"),
        ({"paused_for": ["no-budget"]}, "no reason for waiting called “no-budget”"),
        ({"paused_in": ["nurturing"]}, "no stage called “nurturing”"),
        ({"paused_in": ["won"]}, "nothing is expected of Sales once a lead is won"),
        ({"paused_in": ["new"]}, "the hand-off, which makes a lead new, starts the clock"),
        ({"paused_in": ["accepted"], "starts": "acceptance"}, "the acceptance starts the clock"),
        ({"paused_in": ["accepted"], "stops": "accepted"}, "the acceptance stops the clock"),
        ({"paused_in": ["qualified"], "stops": "qualified"}, "the qualification stops the clock"),
        ({"paused_in": ["accepted"], "kind": "decision"}, "the acceptance stops the clock"),
        ({"paused_in": ["accepted"], "kind": "reply"}, "never paused"),
    ],
    ids=str,
)
def test_what_cannot_pause_a_promise_is_refused_in_a_sentence(changes, problem):
    (text,) = wrong_with(replace(FIRST, **changes), CalendarFactory().current())

    assert problem in text


@pytest.mark.parametrize(
    "changes",
    [
        {"paused_in": ["new"], "starts": "assignment"},
        {"paused_in": ["qualified"]},
        {"kind": "rating", "paused_in": ["new"]},
    ],
    ids=str,
)
def test_what_can_pause_a_promise_is_taken(changes):
    assert wrong_with(replace(FIRST, **changes), CalendarFactory().current()) == []


def test_the_editor_keeps_what_pauses_a_promise(as_, manager):
    version = a_draft(manager)
    chosen = {"first_response-paused_for": ["away"], "first_response-paused_in": ["qualified"]}

    assert as_(manager).post(page("agreement-edit", version), form_of(version, **chosen)).status_code == 302

    (promise,) = (each for each in agreements.terms_of(version).promises if each.kind == "first_response")
    assert (promise.paused_for, promise.paused_in) == (("away",), ("qualified",))
    shown = as_(manager).get(page("agreement-edit", version)).content.decode()
    assert shown.count('promise-more" open') == 1
    refused = as_(manager).post(
        page("agreement-edit", version), form_of(version, **{"first_response-paused_in": ["new"]})
    )
    assert refused.status_code == 422
    assert "so the stage new cannot pause it" in refused.content.decode()
    runs_on = form_of(version, **chosen, **{"first_response-paused_by": "nothing"})
    assert as_(manager).post(page("agreement-edit", version), runs_on).status_code == 302
    assert agreements.terms_of(version).promises[0].paused_for == ()


def test_an_archived_reason_stays_where_it_was_chosen(as_, manager):
    version = a_draft(manager)
    Promise.objects.filter(version=version, kind="first_response").update(paused_for=["away"])
    Reason.objects.filter(key="away").update(archived_at=NOW)

    shown = as_(manager).get(page("agreement-edit", version)).content.decode()

    assert shown.count('value="away"') == 1
