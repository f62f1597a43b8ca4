"""Writing a version, proposing it and taking it back. Signed versions are never changed: another one follows them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.db import IntegrityError, transaction
from django.db.models import Max

from leadgap.accounts.models import Organisation, Role
from leadgap.audit.services import record
from sla.agreements.fields import known_attributes
from sla.agreements.segments import SegmentTerms, wrong_with, wrong_with_all
from sla.agreements.segments import write as write_segments
from sla.agreements.sentences import text_of
from sla.criteria import InvalidDefinition, read
from sla.models import AgreementVersion, Calendar, Promise, Segment, Trial
from sla.models.agreements import FEWEST_ATTEMPTS, MOST_ATTEMPTS
from sla.months.terms import MonthTerms, ValueTerms, months_of, problems_of, values_of, write

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from leadgap.accounts.models import User

State = AgreementVersion.State

# The longest target, a year, in each unit.
A_YEAR: Mapping[str, int] = {
    Promise.Unit.MINUTES: 366 * 1440,
    Promise.Unit.HOURS: 366 * 24,
    Promise.Unit.DAYS: 366,
    Promise.Unit.WALL_MINUTES: 366 * 1440,
    Promise.Unit.WALL_HOURS: 366 * 24,
    Promise.Unit.WALL_DAYS: 366,
}


class Refused(Exception):
    """What was asked for cannot be agreed. `problems` names the field of each problem ("" for all) and says why."""

    def __init__(self, problems: Mapping[str, Sequence[str]] | str) -> None:
        self.problems = {"": [problems]} if isinstance(problems, str) else problems
        super().__init__(" ".join(text for texts in self.problems.values() for text in texts))


@dataclass(frozen=True, slots=True)
class PromiseTerms:
    """One promise as it is written."""

    kind: str
    target: int
    unit: str
    goal: Decimal
    attempts: int | None = None
    calendar_of: str = Promise.CalendarOf.TEAM
    starts: str = Promise.Start.HAND_OFF.value
    stops: str = Promise.Stop.GENUINE.value

    @classmethod
    def of(cls, promise: Promise) -> Self:
        return cls(**{name.name: getattr(promise, name.name) for name in fields(cls)})

    def __str__(self) -> str:
        """The promise as the audit log writes it."""
        times = f" ×{self.attempts}" if self.attempts else ""
        of = "" if self.calendar_of == Promise.CalendarOf.TEAM else f" by {self.calendar_of}"
        is_usual = (self.starts, self.stops) == (Promise.Start.HAND_OFF, Promise.Stop.GENUINE)
        chosen = "" if is_usual else f" {self.starts}→{self.stops}"
        return f"{self.kind}{times}{chosen} {self.target} {self.unit}{of} {self.goal.normalize():f}"


@dataclass(frozen=True, slots=True)
class Terms:
    """All that a version says."""

    calendar: Calendar
    promises: Sequence[PromiseTerms] = ()
    definition: Mapping[str, Any] = field(default_factory=dict)
    segments: Sequence[SegmentTerms] = field(default_factory=list)
    title: str = "Agreement between Sales and Marketing"
    effective_on: date | None = None
    is_retrospective: bool = False
    months: Sequence[MonthTerms] = ()
    values: Sequence[ValueTerms] = ()


def may_draft(user: User | AnonymousUser) -> bool:
    """Both sides may write and propose; reps and auditors read."""
    return user.is_authenticated and user.role in {Role.MANAGER, Role.MARKETER, Role.ADMINISTRATOR}


def terms_of(version: AgreementVersion) -> Terms:
    """Return what a version says, to write another one from it."""
    promises: defaultdict[int | None, list[PromiseTerms]] = defaultdict(list)
    for each in version.promises.all():
        promises[each.segment_id].append(PromiseTerms.of(each))
    return Terms(
        calendar=version.calendar,
        promises=promises[None],
        definition=version.definition,
        segments=[
            SegmentTerms(each.name, each.conditions, promises[each.pk], each.is_promised)
            for each in version.segments.all()
        ],
        title=version.title,
        effective_on=version.effective_on,
        is_retrospective=version.is_retrospective,
        months=months_of(version),
        values=values_of(version),
    )


def draft(*, terms: Terms, user: User, now: datetime) -> AgreementVersion:
    """Begin a version with these terms, under the next number."""
    _refuse(terms)
    try:
        with transaction.atomic():
            last = AgreementVersion.objects.aggregate(last=Max("number"))["last"] or 0
            version = AgreementVersion(number=last + 1, created_by=user, created_at=now)
            _write(version, terms)
            record("agreement.drafted", actor=user, at=now, target=version, number=version.number)
    except IntegrityError as error:
        raise Refused("Somebody began a version at the same moment. Look at theirs, or try again.") from error
    return version


def change_draft(version: AgreementVersion, *, terms: Terms, user: User, now: datetime) -> None:
    """Write other terms into a draft; the same terms again change nothing."""
    _refuse(terms)
    with transaction.atomic():
        current = _locked(version, State.DRAFT, "changed")
        before = terms_of(current)
        if before == terms:
            return
        _write(current, terms)
        record("agreement.changed", actor=user, at=now, target=current, **_changes(before, terms))


def change_segments(
    version: AgreementVersion,
    change: Callable[[list[SegmentTerms]], Sequence[SegmentTerms]],
    *,
    user: User,
    now: datetime,
) -> None:
    """Write other segments into a draft: what `change` makes of those that it has by now."""
    with transaction.atomic():
        current = _locked(version, State.DRAFT, "changed")
        terms = terms_of(current)
        change_draft(current, terms=replace(terms, segments=list(change([*terms.segments]))), user=user, now=now)


def propose(version: AgreementVersion, *, user: User, now: datetime) -> None:
    """Freeze the text of a draft and lay it before both sides."""
    with transaction.atomic():
        current = _locked(version, State.DRAFT, "proposed")
        _refuse(terms_of(current))
        refuse_day(current, now)
        if not current.promises.exists() and not current.monthly_promises.exists():
            raise Refused("An agreement promises something: add a promise.")
        text = text_of(current)
        AgreementVersion.objects.filter(pk=current.pk).update(
            state=State.PROPOSED, proposed_at=now, text=text, text_hash=hash_of(text)
        )
        record("agreement.proposed", actor=user, at=now, target=current, text_hash=hash_of(text))


def withdraw(version: AgreementVersion, *, user: User, now: datetime) -> None:
    """Take back a draft or a proposal, also one that one side has signed. It stays on record."""
    with transaction.atomic():
        open_ = AgreementVersion.objects.filter(pk=version.pk, state__in=[State.DRAFT, State.PROPOSED])
        if not open_.update(state=State.WITHDRAWN):
            raise Refused("This version is no longer open, so it cannot be withdrawn.")
        Trial.objects.filter(version=version, ended_at=None).update(ended_at=now)
        record("agreement.withdrawn", actor=user, at=now, target=version)


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def refuse_day(version: AgreementVersion, now: datetime) -> None:
    """Refuse a version without a day on which it could come into force."""
    if version.effective_on is None:
        raise Refused({"effective_on": ["Choose the first day on which the agreement is in force."]})
    if version.effective_on < now.astimezone(Organisation.current().zone).date():
        raise Refused(
            {
                "effective_on": [
                    "No agreement is in force before it is signed. Choose today or a later day; to judge what was "
                    "handed over before, make it retrospective."
                ]
            }
        )
    later = AgreementVersion.objects.filter(state=State.SIGNED, effective_on__gte=version.effective_on).first()
    if later:
        raise Refused(
            {"effective_on": [f"Version {later.number} is in force from {later.effective_on}. Choose a later day."]}
        )


def _locked(version: AgreementVersion, state: str, verb: str) -> AgreementVersion:
    current = AgreementVersion.objects.select_for_update().get(pk=version.pk)
    if current.state != state:
        raise Refused(f"Version {current.number} is {current.get_state_display().lower()}, so it cannot be {verb}.")
    return current


def _refuse(terms: Terms) -> None:
    """Name everything that is wrong with the terms."""
    attributes = known_attributes()
    problems = problems_of(terms.months, terms.values, attributes)
    try:
        read(terms.definition, attributes)
    except InvalidDefinition as invalid:
        problems["definition"] = list(invalid.problems)
    if terms.calendar.current().compiled().never_opens:
        problems["calendar"] = ["This calendar never opens: no promise on it could ever be due."]
    if problem := _twice(terms.promises):
        problems["promises"] = problem
    for promise in terms.promises:
        if wrong := list(_wrong_with(promise)):
            problems[str(promise.kind)] = wrong
    if wrong := list(_wrong_with_segments(terms.segments)):
        problems["segments"] = wrong
    if problems:
        raise Refused(problems)


def _twice(promises: Sequence[PromiseTerms]) -> list[str]:
    kinds = [promise.kind for promise in promises]
    return ["The same promise cannot be made twice."] if len(set(kinds)) < len(kinds) else []


def _wrong_with_segments(segments: Sequence[SegmentTerms]) -> Iterator[str]:
    yield from wrong_with_all(segments)
    attributes = known_attributes() if segments else frozenset()
    for place, segment in enumerate(segments, 1):
        of_promises = (text for promise in segment.promises for text in _wrong_with(promise))
        for text in (*wrong_with(segment, attributes), *_twice(segment.promises), *of_promises):
            yield f"{segment.name or f'Segment {place}'}: {text}"


def _wrong_with(promise: PromiseTerms) -> list[str]:
    name = Promise.Kind(promise.kind).label
    wrong = []
    if promise.target < 1:
        wrong.append(f"{name}: a promise of zero cannot be kept. The target must be at least 1.")
    elif promise.target > A_YEAR[promise.unit]:
        wrong.append(f"{name}: nobody waits for more than a year. Choose a shorter target.")
    if promise.kind == Promise.Kind.ATTEMPTS and promise.attempts not in range(FEWEST_ATTEMPTS, MOST_ATTEMPTS + 1):
        wrong.append(f"{name}: promise from {FEWEST_ATTEMPTS} to {MOST_ATTEMPTS} of them. One is a first response.")
    if promise.starts == Promise.Start.ACCEPTANCE and promise.stops == Promise.Stop.ACCEPTED:
        wrong.append(f"{name}: the acceptance cannot both start and stop a clock.")
    if not 0 < promise.goal <= 1:
        wrong.append(f"{name}: the goal is a share above 0 % and up to 100 %.")
    return wrong


def _write(version: AgreementVersion, terms: Terms) -> None:
    version.title, version.definition, version.calendar = terms.title, dict(terms.definition), terms.calendar
    version.effective_on, version.is_retrospective = terms.effective_on, terms.is_retrospective
    version.save()
    version.promises.all().delete()
    # What a segment is promised stands beside the same promise to every lead.
    places = {promise.kind: place for place, promise in enumerate(terms.promises)}
    made: list[tuple[Segment | None, PromiseTerms]] = [(None, promise) for promise in terms.promises]
    for row, segment in zip(write_segments(version, terms.segments), terms.segments, strict=True):
        made += [(row, promise) for promise in segment.promises]
    Promise.objects.bulk_create(
        Promise(version=version, segment=segment, position=places.get(promise.kind, len(places)), **asdict(promise))
        for segment, promise in made
    )
    write(version, terms.months, terms.values)


def _changes(before: Terms, after: Terms) -> dict[str, list[Any]]:
    """Return what changed, each as before and after, for the audit log."""
    return {
        name: [_said(getattr(before, name)), _said(getattr(after, name))]
        for name in (
            "title",
            "definition",
            "calendar",
            "promises",
            "segments",
            "months",
            "values",
            "effective_on",
            "is_retrospective",
        )
        if getattr(before, name) != getattr(after, name)
    }


def _said(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return value if value is None or isinstance(value, bool) else str(value)
