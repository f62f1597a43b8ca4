"""A trial: a proposed version is watched on some teams, before anybody signs it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from leadgap.accounts.models import Organisation, Role, Team
from leadgap.accounts.naturally import naturally
from leadgap.audit.services import record
from leadgap.periods import Period
from leadgap.rates import Rate
from sla.agreements.dry_run import DryRun, PromiseDryRun, dry_run
from sla.agreements.refusals import Refused
from sla.models import AgreementVersion, Trial

if TYPE_CHECKING:
    from leadgap.accounts.models import User

State = AgreementVersion.State


@dataclass(frozen=True, slots=True)
class TrialRun:
    """What the version says of the hand-offs of its trial by now. `until` is None while it goes on."""

    run: DryRun
    teams: list[Team]
    branches: list[set[int]]  # of each team, its key and those below it
    begun_at: datetime
    until: datetime | None

    def kept_by_team(self, row: PromiseDryRun) -> list[Rate]:
        """Return how each team of the trial keeps a promise, with those below it."""
        found = [[rate for team, rate in row.teams.items() if team in branch] for branch in self.branches]
        return [Rate.of(sum(rate.part for rate in rates), sum(rate.whole for rate in rates)) for rates in found]


def trial_rows(found: TrialRun) -> Iterator[list[Any]]:
    """Yield the header, and of each promise a line for all teams and one for each. Times are seconds."""
    yield ["promise", "segment", "team", "met", "missed", "compliance", "goal", "running", "median seconds"]
    for row in found.run.promises:
        promise = row.promise
        named = [promise.get_kind_display(), str(promise.segment or "")]
        yield [*named, "All", *_counted(row.kept), promise.goal, row.running, row.response.median]
        for team, kept in zip(found.teams, found.kept_by_team(row), strict=True):
            yield [*named, team.name, *_counted(kept), promise.goal, "", ""]


def _counted(kept: Rate) -> tuple[int, int, float | None]:
    return kept.part, kept.whole - kept.part, kept.value


def offered_teams(user: User) -> list[Team]:
    """Return the teams that this person may put on trial: a manager those of the own branch."""
    teams = Team.objects.all()
    return list(teams.filter(pk__in=Team.objects.with_below(user.team_id)) if user.role == Role.MANAGER else teams)


def begin_trial(version: AgreementVersion, *, teams: Collection[Team], user: User, now: datetime) -> Trial:
    """Watch a proposed version on these teams from now on. Another may still change, or binds already: Refused."""
    if not teams:
        raise Refused("Choose at least one team for the trial.")
    if not set(teams) <= set(offered_teams(user)):
        raise Refused("A trial is for teams of your own branch.")
    with transaction.atomic():
        current = AgreementVersion.objects.select_for_update().get(pk=version.pk)
        if current.state != State.PROPOSED:
            raise Refused(
                f"Version {current.number} is {current.state_words}. A trial is of a version that is proposed."
            )
        if Trial.objects.filter(version=current).exists():
            raise Refused(f"Version {current.number} has its trial already. Propose another version to try again.")
        trial = Trial.objects.create(version=current, begun_by=user, begun_at=now)
        trial.teams.set(teams)
        names = sorted((team.name for team in teams), key=naturally)
        record("agreement.trial_begun", actor=user, at=now, target=current, teams=", ".join(names))
    return trial


def end_trial(trial: Trial, *, user: User, now: datetime) -> None:
    """Watch no longer. Ended twice it has ended once."""
    with transaction.atomic():
        if Trial.objects.filter(pk=trial.pk, ended_at=None).update(ended_at=now):
            record("agreement.trial_ended", actor=user, at=now, target=trial.version)


def trial_run(trial: Trial, *, now: datetime) -> TrialRun:
    """Judge what has been handed over to the teams of a trial since it began, as of now. Nothing is written."""
    version, teams = trial.version, list(trial.teams.all())
    ends = [end for end in (trial.ended_at, version.signed_at) if end is not None]
    until = min(ends, default=None)
    branches = [Team.objects.with_below(team.pk) for team in teams]
    watched = Q(team__in=set().union(*branches), handed_off_at__gte=trial.begun_at)
    if until is not None:
        watched &= Q(handed_off_at__lt=until)
    zone = Organisation.current().zone
    since = Period("trial", "the trial", trial.begun_at.astimezone(zone).date())
    return TrialRun(dry_run(version, period=since, now=now, only=watched), teams, branches, trial.begun_at, until)
