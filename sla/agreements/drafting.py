"""Writing a version and proposing it. Signed versions are never changed: another one follows them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from leadgap.accounts.models import Organisation, Role
from leadgap.audit.services import record
from leadgap.revisions import revision_of
from sla.agreements.fields import known_attributes
from sla.agreements.promises import PromiseTerms, twice, wrong_with
from sla.agreements.refusals import Conflict, Overtaken, Refused
from sla.agreements.segments import SegmentTerms, are_others, wrong_with_all
from sla.agreements.segments import write as write_segments
from sla.agreements.segments import wrong_with as wrong_with_segment
from sla.agreements.sentences import day_words, definition_in_a_line, text_of
from sla.criteria import InvalidDefinition, read
from sla.models import AgreementVersion, Calendar, CalendarVersion, Promise, Segment
from sla.months.terms import MonthTerms, ValueTerms, months_of, problems_of, values_of, write

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from leadgap.accounts.models import User

State = AgreementVersion.State
# How far ahead a version may come into force: a mistyped year would keep every other version out until then.
FURTHEST = timedelta(days=366)


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
            SegmentTerms(each.name, each.conditions, promises[each.pk], each.is_promised, each.identity)
            for each in version.segments.all()
        ],
        title=version.title,
        effective_on=version.effective_on,
        is_retrospective=version.is_retrospective,
        months=months_of(version),
        values=values_of(version),
    )


def revision(version: AgreementVersion) -> str:
    """Return a name for what a version says now."""
    return revision_of(terms_of(version))


def terms_like(version: AgreementVersion) -> Terms:
    """Return what a version says, but for its day: the start of the next one."""
    return replace(terms_of(version), effective_on=None, is_retrospective=False)


def draft(*, terms: Terms, user: User, now: datetime) -> AgreementVersion:
    """Begin a version with these terms, under the next number."""
    _refuse(terms, now)
    try:
        with transaction.atomic():
            last = AgreementVersion.objects.aggregate(last=Max("number"))["last"] or 0
            version = AgreementVersion(number=last + 1, created_by=user, created_at=now)
            _write(version, terms)
            record("agreement.drafted", actor=user, at=now, target=version, number=version.number)
    except IntegrityError as error:
        raise Conflict("Somebody began a version at the same moment. Look at theirs, or try again.") from error
    return version


def change_draft(version: AgreementVersion, *, terms: Terms, if_revision: str = "", user: User, now: datetime) -> None:
    """Write other terms into a draft; the same terms again change nothing.

    With `if_revision` only where the draft still says what it said under that revision.
    """
    _refuse(terms, now)
    with transaction.atomic():
        current = _locked(version, State.DRAFT, "changed")
        before = terms_of(current)
        changes = _changes(before, terms)
        if not changes:
            return
        if if_revision and if_revision != revision_of(before):
            raise Overtaken(f"version {current.number}")
        _write(current, terms)
        record("agreement.changed", actor=user, at=now, target=current, **changes)


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
        _refuse(terms_of(current), now)
        refuse_day(current, now)
        if not current.promises.exists() and not current.monthly_promises.exists():
            raise Conflict("An agreement promises something: add a promise.")
        text = text_of(current)
        AgreementVersion.objects.filter(pk=current.pk).update(
            state=State.PROPOSED, proposed_at=now, text=text, text_hash=hash_of(text)
        )
        record("agreement.proposed", actor=user, at=now, target=current, text_hash=hash_of(text))


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def today(now: datetime) -> date:
    """Return the organisation's day."""
    return now.astimezone(Organisation.current().zone).date()


def refuse_day(version: AgreementVersion, now: datetime) -> None:
    """Refuse a version without a day on which it could come into force."""
    if version.effective_on is None:
        raise Conflict({"effective_on": ["Choose the first day on which the agreement is in force."]})
    if version.effective_on < today(now):
        raise Conflict(
            {
                "effective_on": [
                    "No agreement is in force before it is signed. Choose today or a later day; to judge what was "
                    "handed over before, make it retrospective."
                ]
            }
        )
    later = AgreementVersion.objects.filter(state=State.SIGNED, effective_on__gte=version.effective_on).first()
    if later:
        since = day_words(later.effective_on)
        raise Conflict({"effective_on": [f"Version {later.number} is in force from {since}. Choose a later day."]})


def _locked(version: AgreementVersion, state: str, verb: str) -> AgreementVersion:
    current = AgreementVersion.objects.select_for_update().get(pk=version.pk)
    if current.state != state:
        raise Conflict(f"Version {current.number} is {current.state_words}, so it cannot be {verb}.")
    return current


def _refuse(terms: Terms, now: datetime) -> None:
    """Name everything that is wrong with the terms."""
    attributes = known_attributes()
    problems = problems_of(terms.months, terms.values, attributes)
    furthest = today(now) + FURTHEST
    if terms.effective_on and terms.effective_on > furthest:
        problems["effective_on"] = [
            f"{day_words(terms.effective_on)} is more than a year ahead. Choose a day until {day_words(furthest)}: "
            "until it has come, no other version could come into force."
        ]
    try:
        read(terms.definition, attributes)
    except InvalidDefinition as invalid:
        problems["definition"] = list(invalid.problems)
    hours = terms.calendar.current()
    if hours.compiled().never_opens:
        problems["calendar"] = ["This calendar never opens: no promise on it could ever be due."]
    if problem := twice(terms.promises):
        problems["promises"] = problem
    for promise in terms.promises:
        if wrong := wrong_with(promise, hours):
            problems[str(promise.kind)] = wrong
    if wrong := list(_wrong_with_segments(terms.segments, hours)):
        problems["segments"] = wrong
    if problems:
        raise Refused(problems)


def _wrong_with_segments(segments: Sequence[SegmentTerms], hours: CalendarVersion) -> Iterator[str]:
    yield from wrong_with_all(segments)
    attributes = known_attributes() if segments else frozenset()
    for place, segment in enumerate(segments, 1):
        of_promises = (text for promise in segment.promises for text in wrong_with(promise, hours))
        for text in (*wrong_with_segment(segment, attributes), *twice(segment.promises), *of_promises):
            yield f"{segment.name or f'Segment {place}'}: {text}"


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
    changes = {
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
    if "definition" in changes:
        changes["definition"] = [definition_in_a_line(terms.definition) for terms in (before, after)]
    if "segments" not in changes and are_others(before.segments, after.segments):
        changes["segment_identities"] = [
            "; ".join(str(segment.identity) for segment in terms.segments) for terms in (before, after)
        ]
    return changes


def _said(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return "; ".join(map(str, value))
    return value if value is None or isinstance(value, bool) else str(value)
