"""Not measured is not missed: what was handed over before anybody told of touches stays without data."""

from datetime import timedelta

import pytest

from leads.journal import record_event, void_event
from leads.models import HandOff
from sla.facts import check_facts, rebuild_facts
from sla.judging import judge_stale
from sla.models import JudgedAgain
from tests.factories import NOW, SystemFactory
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over, tell, touched, verdicts

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
OLD = (85 * DAY, 60 * DAY, 30 * DAY, 15 * DAY)
OF_TOUCHES = ("first_response", "follow_up", "attempts")


@pytest.fixture
def old(rep, stranger):
    """Four leads of two teams, handed over weeks ago by a system that has told of no touch."""
    agree(first_response=4, follow_up=8, attempts=(2, 40), is_retrospective=True)
    system = SystemFactory(key="silent", touches_from=None, attempts_from=None, decisions_from=None, replies_from=None)
    owners = [rep.owners.get(), stranger.owners.get()] * 2
    hand_offs = [
        hand_over(assigned(owner, NOW - ago), at=NOW - ago, now=NOW, system=system)
        for ago, owner in zip(OLD, owners, strict=True)
    ]
    rebuild_facts()
    assert said_of(hand_offs) == {"no_data"}
    return hand_offs


def said_of(hand_offs):
    return {verdict for each in hand_offs for verdict in verdicts(each).values()}


def judge_all(now=NOW):
    judge_stale(now=now)
    rebuild_facts()
    assert check_facts() == []


def test_a_touch_by_hand_says_nothing_of_the_hand_offs_before_it(old, rep):
    record_event(hand_off=old[0], kind="touched", user=rep, now=NOW, self_reported=True)
    judge_all()

    assert said_of(old[1:]) == {"no_data"}
    first = clock_of(old[0])
    assert (first.verdict, first.is_self_reported) == ("missed", True)
    assert clock_of(old[0], "attempts").verdict == "no_data"


def test_what_is_handed_over_after_a_touch_by_hand_is_measured(old, rep):
    record_event(hand_off=old[0], kind="touched", user=rep, now=NOW, occurred_at=NOW - 2 * DAY, self_reported=True)
    before = hand_over(at=NOW - DAY, now=NOW + 2 * DAY, system=old[0].system)

    after = hand_over(at=NOW, now=NOW + 2 * DAY, system=old[0].system)

    assert (clock_of(before).verdict, clock_of(after).verdict) == ("no_data", "missed")


def test_a_touch_that_is_taken_back_says_nothing(old, rep):
    touch = record_event(hand_off=old[0], kind="touched", user=rep, now=NOW)
    later = hand_over(at=NOW + HOUR, now=NOW + 2 * DAY, system=old[0].system)
    assert clock_of(later).verdict == "missed"

    void_event(event=touch, user=rep, now=NOW + HOUR)
    judge_all(NOW + 2 * DAY)

    assert said_of([*old, later]) == {"no_data"}


def test_a_file_of_last_weeks_activities_measures_what_is_handed_over_since(old):
    tell(old[3], touched(NOW - 7 * DAY))
    new = hand_over(at=NOW - 6 * DAY, now=NOW, system=old[0].system)
    judge_all()

    assert said_of(old[:3]) == {"no_data"}
    assert {clock_of(each).verdict for each in (old[3], new)} == {"missed"}


def test_a_file_of_earlier_activities_measures_further_back(old):
    tell(old[3], touched(NOW - 7 * DAY))
    tell(old[1], touched(NOW - 60 * DAY + HOUR))
    judge_all()

    assert {kind: clock_of(old[0], kind).verdict for kind in OF_TOUCHES} == dict.fromkeys(OF_TOUCHES, "no_data")
    assert [clock_of(each).verdict for each in old[1:]] == ["met", "missed", "missed"]


def test_one_decision_by_hand_says_nothing_of_the_hand_offs_before_it(rep):
    agree(first_response=None, decision=4, is_retrospective=True)
    system = SystemFactory(key="silent", decisions_from=None)
    first, second = (hand_over(at=NOW - ago, now=NOW, system=system) for ago in OLD[:2])

    record_event(hand_off=first, kind="accepted", user=rep, now=NOW)
    judge_all()

    assert [clock_of(each, "decision").verdict for each in (first, second)] == ["missed", "no_data"]
    assert HandOff.objects.unjudged().count() == 0


def first_touch(at, hours, external_id):
    """What the column of a file says of a hand-off: when it was touched first."""
    return touched(at + hours * HOUR, key=f"h:{external_id}:first-touch")


def test_the_column_of_first_touches_says_nothing_of_further_attempts(old):
    system, at = old[0].system, NOW - 14 * DAY
    hand_offs = [
        hand_over(*said, at=at + hours * HOUR, now=NOW, system=system)
        for hours, said in enumerate(
            ([first_touch(at, 1, "A")], [], [first_touch(at, 4, "B"), event("lost", at + DAY)])
        )
    ]
    judge_all()

    assert [clock_of(each, "attempts").verdict for each in hand_offs] == ["no_data"] * 3
    assert [clock_of(each, "first_response").verdict for each in hand_offs] == ["met", "missed", "met"]


def test_a_touch_of_its_own_says_that_attempts_are_told_from_then_on(old):
    system, at, later = old[0].system, NOW - 14 * DAY, NOW - 12 * DAY
    before, after = (
        hand_over(first_touch(when, 1, str(place)), at=when, now=NOW, system=system)
        for place, when in enumerate([at, later])
    )

    tell(before, touched(later - HOUR), now=NOW)
    judge_all()

    assert clock_of(after, "attempts").verdict == "missed"
    # Handed over before the log began: its second touch is known.
    assert clock_of(before, "attempts").verdict == "met"
    assert clock_of(old[-1], "attempts").verdict == "no_data"


class TestRatings:
    """Who was never asked for a rating has missed none: neither by a promise in force then, nor as others had rated."""

    @pytest.fixture
    def system(self):
        return SystemFactory(key="silent", ratings_from=None)

    def ended(self, system, *events, ago=21 * DAY):
        return hand_over(event("won", NOW - ago + HOUR), *events, at=NOW - ago, now=NOW, system=system)

    def test_before_the_signature_nobody_was_asked_and_from_then_on_everybody_is(self, organisation, system):
        agree(first_response=None, rating=4, is_retrospective=True, signed_at=NOW - 7 * DAY)

        before, since = self.ended(system), self.ended(system, ago=7 * DAY)

        assert [verdicts(each) for each in (before, since)] == [{("rating", 0): "no_data"}, {("rating", 0): "missed"}]

    def test_a_rating_in_time_is_kept_and_one_that_comes_now_is_not_late(self, organisation, system, rep):
        agree(first_response=None, rating=4, is_retrospective=True, signed_at=NOW)
        early, late, none = (self.ended(system) for _ in range(3))

        record_event(hand_off=late, kind="rated", user=rep, now=NOW, side="sales", rating=4)
        tell(early, event("rated", NOW - 21 * DAY + 2 * HOUR, side="sales", rating=2))
        judge_all()

        assert [clock_of(each, "rating").verdict for each in (early, late, none)] == ["met", "no_data", "no_data"]
        assert clock_of(late, "rating").stopped_at is None

    @pytest.mark.parametrize(("side", "verdict"), [("sales", "missed"), ("marketing", "no_data")])
    def test_ratings_by_sales_say_that_it_rated_from_then_on(self, organisation, system, side, verdict):
        agree(first_response=None, rating=4, is_retrospective=True, signed_at=NOW)
        before, after = self.ended(system), self.ended(system, ago=15 * DAY)

        tell(before, event("rated", NOW - 16 * DAY, side=side, rating=3))
        judge_all()

        assert [clock_of(each, "rating").verdict for each in (before, after)] == ["no_data", verdict]

    def test_whichever_version_judges_it_counts_that_one_in_force_had_asked(self, organisation, system):
        day = (NOW - 30 * DAY).date()
        agree(number=1, first_response=None, rating=4, effective_on=day, signed_at=NOW - 60 * DAY)
        newer = agree(number=2, first_response=None, rating=2, effective_on=NOW.date(), signed_at=NOW)
        days = {"start": NOW - 50 * DAY, "end": NOW}
        JudgedAgain.objects.create(version=newer, made_at=NOW, reason="A look back.", **days)

        before, asked = self.ended(system, ago=40 * DAY), self.ended(system)

        assert [clock_of(each, "rating").verdict for each in (before, asked)] == ["no_data", "missed"]
        assert clock_of(asked, "rating").promise.version == newer


@pytest.mark.parametrize("ending", ["rejected", "recycled", "won", "lost", "closed"])
def test_without_a_touch_nothing_is_missed_of_what_is_over_since_nobody_knows_when(organisation, ending):
    agree(first_response=4, follow_up=8, attempts=(2, 9))
    hand_off = hand_over(now=NOW + 7 * DAY)
    assert set(verdicts(hand_off).values()) == {"missed"}

    tell(hand_off, event(ending, None, key="end"), now=NOW + 7 * DAY)
    assert set(verdicts(hand_off).values()) == {"no_data"}

    tell(hand_off, event(ending, NOW + HOUR, key="end", version=2), now=NOW + 7 * DAY)
    found = {kind: verdict for (kind, _), verdict in verdicts(hand_off).items()}
    assert found == {"first_response": "ended", "follow_up": "ended", "attempts": "met"}
