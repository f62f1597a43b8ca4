"""What the home page shows: what Sales promised, what both sides say, and what waits, as far as this person sees."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Exists
from django.urls import reverse

from feedback.desk.queue import MOST, overdue, touch_is_enough
from feedback.models import DirtyRatingDay
from feedback.replies.waiting import line
from feedback.scorecards import sentences
from feedback.scorecards.details import gap_note
from feedback.scorecards.facts import settling
from feedback.scorecards.services import Card, League, scorecards
from feedback.scorecards.slices import By
from feedback.statistics import Finding
from leadgap.accounts.models import Owner, Role
from leadgap.home.totals import both_sides
from leadgap.periods import period
from leadgap.ui.formats import number, percent
from leadgap.ui.navigation import url_of
from leads.dirty import counting, is_counting
from leads.models import HandOff
from sla.compliance import By as Cut
from sla.compliance import compliance
from sla.compliance.forms import WITHOUT
from sla.compliance.pictures import by_week_chart
from sla.compliance.wall import who, within
from sla.compliance.words import headline as kept_headline
from sla.models import AgreementVersion, Clock, DirtyClockDay, Promise
from sla.months.board import month_asked
from sla.months.reading import month_at
from sla.months.words import marketing_headline, paces
from sla.views.compliance import hours_url, week_url
from sla.working_time.readers import readers_zone

if TYPE_CHECKING:
    from leadgap.accounts.models import Organisation, User
    from leadgap.periods import Period
    from sla.compliance import Compliance, ComplianceRow

FEW = 6


class Next(NamedTuple):
    """The next thing to do."""

    text: str
    url: str


def of(user: User, *, organisation: Organisation, now: datetime) -> dict[str, Any]:
    """Return the context of the home page of a marketer, manager, administrator or auditor."""
    today = now.astimezone(organisation.zone).date()
    month = period("30d", today=today)
    # Leads without a date, or a year old, are none of the last 30 days: then all that there are.
    if not HandOff.objects.filter(**month.days()).exists():
        month = period("all", today=today)
    both = _both_sides(user, organisation, month, now) | {"marketing_month": _marketing_month(organisation, now)}
    if user.role == Role.MARKETER:
        return both | _feedback(user, both["league"], organisation, now)
    shown = (
        both
        | _promises(user, organisation, month, now)
        | {"misses": misses(user, grace=organisation.grace, now=now), "zone": readers_zone(user)}
    )
    if user.role == Role.MANAGER:
        return shown
    following = _before_an_agreement() or _unmatched(user) or shown["next"]
    return shown | {"low_ratings": low_ratings(user, organisation=organisation, now=now), "next": following}


def _both_sides(user: User, organisation: Organisation, month: Period, now: datetime) -> dict[str, Any]:
    """The totals of the whole organisation, and both sides as far as this person sees them."""
    league = scorecards(user, by=By.SOURCE, period=month, organisation=organisation, is_flagged=False)
    whole = league.total.scorecard if user.sees_everything else None
    both, before = both_sides(period=month, organisation=organisation, now=now, scorecard=whole), month.before()
    volume = both.scorecard.volume
    earlier = HandOff.objects.filter(**before.days()).count() if volume and before else None
    return {
        "organisation": organisation,
        "branch": user.team if user.role == Role.MANAGER else None,
        "period": month,
        "both": both,
        "gap_note": gap_note(both.scorecard),
        "volume": None if not volume and is_counting(DirtyRatingDay) else volume,
        "volume_note": "" if earlier is None else f"{number(earlier)} in the 30 days before",
        "league": league,
        "card": league.total,
    }


def _marketing_month(organisation: Organisation, now: datetime) -> dict[str, Any] | None:
    """Return what the board says of Marketing's month; None where Marketing has promised nothing for it."""
    shown = month_at(month_asked("", organisation=organisation, now=now), organisation=organisation, now=now)
    if not shown.goals:
        return None
    currency = organisation.currency
    return {
        "label": f"Marketing’s month, {shown.label}",
        "headline": marketing_headline(shown, currency),
        "paces": list(paces(shown, currency)),
    }


def _feedback(user: User, league: League, organisation: Organisation, now: datetime) -> dict[str, Any]:
    """What a marketer answers: is there a gap, where, and which low ratings are behind it."""
    return {
        "headline": (not league.total.scorecard.volume and counting(DirtyRatingDay))
        or sentences.headline(league.total.scorecard),
        "counting": league.total.scorecard.volume and counting(DirtyRatingDay, is_empty=False),
        "next": _first_leads(league) or _to_answer(user, now) or _widest_gap(league) or _first_step(league.total),
        "low_ratings": low_ratings(user, organisation=organisation, now=now),
    }


def _first_leads(league: League) -> Next | None:
    if league.total.scorecard.volume or HandOff.objects.exists():
        return None
    return Next("import the first leads", reverse("leads:import-new"))


def _promises(user: User, organisation: Organisation, month: Period, now: datetime) -> dict[str, Any]:
    """What a manager answers: were the promises kept, by whom, and is it getting better."""
    wall = within(user)
    first: dict[str, Any] = {
        "promise_kind": Promise.Kind.FIRST_RESPONSE,
        "organisation": organisation,
        "now": now,
        "wall": wall,
    }
    kept = compliance(user, by=Cut.TEAM, period=month, **first)
    quarter = period("90d", today=now.astimezone(organisation.zone).date())
    trend = compliance(user, by=Cut.WEEK, period=quarter, **first)
    return {
        "headline": (kept.promises.all and not kept.total.figures.clocks and counting(DirtyClockDay))
        or kept_headline(kept, who=who(user)),
        "counting": kept.total.figures.clocks and counting(DirtyClockDay, is_empty=False),
        "next": _before_an_agreement() or _lowest_team(kept) or _to_explain(kept.total, month),
        "kept_rows": [(row, _misses(month, team=row.key)) for row in kept.rows],
        "is_promised": bool(kept.promises),
        "overdue": overdue(user, now=now, wall=wall),
        "most_overdue": MOST,
        "compliance_url": url_of("sla:compliance"),
        "trend": by_week_chart(trend, href=lambda week: week_url(trend, week, {}), csv_url=_weeks_csv())
        if trend.total.figures.decided
        else None,
    }


def _misses(month: Period, **slice_: Any) -> str:
    query = urlencode({"promise": Promise.Kind.FIRST_RESPONSE.value, "period": month.name, **slice_})
    return f"{url_of('sla:misses')}?{query}"


def _weeks_csv() -> str:
    query = urlencode({"promise": Promise.Kind.FIRST_RESPONSE.value, "by": Cut.WEEK.value, "period": "90d"})
    return f"{url_of('sla:compliance-csv')}?{query}"


def _lowest_team(kept: Compliance) -> Next | None:
    """The team furthest below the promise, where there are several and that is sure."""
    if len(kept.rows) < 2 or not kept.below:
        return None
    lowest = kept.below[0]
    share, goal = percent(lowest.compliance.value), percent(lowest.goal)
    return Next(f"see at which hours {lowest.name} misses, which kept {share} of {goal}", hours_url(kept, lowest, {}))


def _to_explain(total: ComplianceRow, month: Period) -> Next | None:
    if total.figures.missed == total.figures.missed_waived:
        return None
    return Next("see why each promise was missed", _misses(month, waivers=WITHOUT))


def _to_answer(user: User, now: datetime) -> Next | None:
    found = line(user, now=now)
    if not found.count:
        return None
    leads = "the lead that waits" if found.count == 1 else f"the {number(found.count)} leads that wait"
    return Next(f"answer what Sales has said of {leads} for Marketing", reverse("feedback:waiting"))


def _widest_gap(league: League) -> Next | None:
    """Where both sides disagree most, of the sources whose gap is sure."""
    sure = [card for card in league.cards if card.scorecard.gap.verdict.finding is Finding.GAP]
    if not sure:
        return None
    widest = max(sure, key=lambda card: abs(card.scorecard.gap.mean or 0))
    words = widest.scorecard.gap.verdict.sentence
    said = f"look at {widest.name}, where {words}"
    return Next(said, reverse("feedback:scorecard", args=["source", widest.key]))


def _first_step(card: Card) -> Next | None:
    words = sentences.next_step(card)
    return Next(words[0].lower() + words[1:].rstrip("."), reverse("feedback:scorecards")) if words else None


def _before_an_agreement() -> Next | None:
    """Until both sides have signed, there is a first look, and what is missing for the rest."""
    signed = AgreementVersion.objects.filter(state="signed")
    if not HandOff.objects.filter(~Exists(signed)).exists():
        return None
    return Next("take a first look at what the leads say already", reverse("home:first-look"))


def _unmatched(user: User) -> Next | None:
    if user.role != Role.ADMINISTRATOR:
        return None
    unmatched = Owner.objects.filter(user=None).count()
    if not unmatched:
        return None
    return Next(f"say who {unmatched} owner{'s are' if unmatched > 1 else ' is'}", reverse("accounts:owners"))


def misses(user: User, *, grace: timedelta, now: datetime) -> list[Clock]:
    """Return the latest missed lead clocks that still wait for an answer, of the confirmed that are not waived."""
    # What is said of the hand-off follows from the clock, and finds the few that nobody has answered by their index.
    found = (
        Clock.objects.visible_to(user)
        .missed(now)
        .confirmed(now, grace)
        .not_waived()
        .filter(
            scope="lead",
            stopped_at=None,
            ended_at=None,
            hand_off__closed_at=None,
            hand_off__handed_off_at__isnull=False,
        )
    )
    if touch_is_enough():
        found = found.filter(hand_off__first_genuine_at=None)
    recent = found.filter(due_at__gte=now - timedelta(days=30), promise__kind="first_response")
    return list(recent.for_list().order_by("-due_at", "-pk")[:FEW])


def low_ratings(user: User, *, organisation: Organisation, now: datetime) -> list[HandOff]:
    """Return the latest leads that Sales rated 1 or 2, and last those of which no file told when, by their hand-off.

    A rating that can still be undone does not count yet.
    """
    since = (now - timedelta(days=30)).astimezone(organisation.zone)
    low = HandOff.objects.visible_to(user).filter(sales_rating__lte=2).exclude(settling(now)).for_list()
    dated = list(low.filter(sales_rated_at__gte=since).order_by("-sales_rated_at", "-pk")[:FEW])
    if len(dated) == FEW:
        return dated
    undated = low.filter(sales_rated_at=None, day__gte=since.date()).order_by("-day", "-pk")
    return [*dated, *undated[: FEW - len(dated)]]
