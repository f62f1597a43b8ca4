"""Making the demo company's people, sources and agreement. What was made is written down, to be removed with it."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from django.db import models, transaction
from django.db.models import Count, Q
from django.utils.crypto import salted_hmac

from leadgap.accounts.models import Organisation, Owner, Role, Team, User
from leadgap.home.demo import story
from leadgap.home.demo.agreement import calendar_name, sign_agreement
from leadgap.home.demo.fate import WEEKDAYS
from leadgap.home.models import DemoCompany
from leads.models import Campaign, Source, System
from sla.models import Calendar

if TYPE_CHECKING:
    from leadgap.home.demo.story import SourceStory

Row = TypeVar("Row", bound=models.Model)
LENGTH = timedelta(days=365)
DEFAULT_LEADS = 8000
TOP_TEAMS = ("Sales", "Marketing")
_WAITING = Q(owners__clocks__scope="lead", owners__clocks__verdict="running", owners__clocks__stopped_at=None)


class AlreadyThere(Exception):
    """This installation has a demo company."""


class NamesTaken(Exception):
    """Something of the demo company is already here under the same name."""


class Made:
    """Keeps the keys of everything it makes."""

    def __init__(self) -> None:
        self.keys: defaultdict[str, list[int]] = defaultdict(list)

    def note(self, row: Row) -> Row:
        self.keys[row._meta.label_lower].append(row.pk)
        return row


@transaction.atomic
def found(*, now: datetime, leads: int, seed: int = 1) -> DemoCompany:
    """Make the company, without its leads: `loading.roll` tells those. Refused where there is one already."""
    if DemoCompany.objects.exists():
        raise AlreadyThere("The demo company is already here. Remove it before loading it again.")
    _refuse_taken_names()
    made = Made()
    has_organisation = Organisation.objects.exists()
    if not has_organisation:
        Organisation.objects.create(pk=1, name=story.ORGANISATION, timezone=story.ZONE)
    teams = _teams(made)
    _people(made, teams)
    _sources(made)
    starts_on = (now - LENGTH).date()
    sign_agreement(made, teams, starts_on=starts_on, now=now, leads_a_month=leads / 12)
    return DemoCompany.objects.create(
        pk=1,
        seed=seed,
        leads_a_day=leads / LENGTH.days * 7 / sum(WEEKDAYS),
        starts_on=starts_on,
        made=dict(made.keys),
        made_organisation=not has_organisation,
    )


def password() -> str:
    """Return the password of the demo company's people: their own on every installation, and always the same there."""
    return salted_hmac("leadgap.home.demo", "password", algorithm="sha256").hexdigest()[:12]


def sign_ins() -> list[User]:
    """Return one person of each role of the demo company: the rep with the most to do, and the first of the others."""
    company = DemoCompany.objects.filter(pk=1).first()
    if company is None:
        return []
    people = (
        User.objects.filter(pk__in=company.made.get("accounts.user", []), is_active=True)
        .annotate(waiting=Count("owners__clocks", filter=_WAITING))
        .order_by("-waiting", "pk")
    )
    first: dict[str, User] = {}
    for person in people:
        first.setdefault(person.role, person)
    return [first[role] for role in Role.values if role in first]


def _refuse_taken_names() -> None:
    reps = [name for team in story.TEAMS for name in team.reps]
    emails = [*map(_address, reps), *(f"{local}@{story.MAIL_DOMAIN}" for local, _, _ in story.PEOPLE)]
    wanted: list[tuple[type[models.Model], str, list[str]]] = [
        (Team, "name", [*TOP_TEAMS, *(team.name for team in story.TEAMS)]),
        (Source, "key", [source.name.casefold() for source in story.SOURCES]),
        (Owner, "key", [name.casefold() for name in reps]),
        (User, "email", emails),
        (System, "key", [story.SYSTEM]),
        (Calendar, "name", [calendar_name(team) for team in story.TEAMS]),
    ]
    taken = [
        str(row)
        for model, field, names in wanted
        for row in model._default_manager.filter(**{f"{field}__in": names}).order_by("pk")
    ]
    if taken:
        raise NamesTaken(
            f"The demo company brings its own {', '.join(taken)}, which this installation has already. "
            "It can only be loaded beside other names."
        )


def _teams(made: Made) -> dict[str, Team]:
    sales, _ = (made.note(Team.objects.create(name=name)) for name in TOP_TEAMS)
    return {team.name: made.note(Team.objects.create(name=team.name, parent=sales)) for team in story.TEAMS}


def _people(made: Made, teams: dict[str, Team]) -> None:
    for of in story.TEAMS:
        for name in of.reps:
            user = _person(made, _address(name), name, Role.REP, teams[of.name])
            made.note(
                Owner.objects.create(key=name.casefold(), name=name, email=user.email, user=user, team=teams[of.name])
            )
    of_role = {Role.MANAGER: "Sales", Role.MARKETER: "Marketing"}
    for local, name, role in story.PEOPLE:
        team = Team.objects.filter(name=of_role.get(Role(role), "")).first()
        _person(made, f"{local}@{story.MAIL_DOMAIN}", name, Role(role), team)


def _person(made: Made, email: str, name: str, role: Role, team: Team | None) -> User:
    return made.note(User.objects.create_user(email, password(), name=name, role=role, team=team))


def _address(name: str) -> str:
    return f"{name.lower().replace(' ', '.')}@{story.MAIL_DOMAIN}"


def _sources(made: Made) -> None:
    made.note(System.objects.create(key=story.SYSTEM, name="Demo company"))
    for source in story.SOURCES:
        row = made.note(_source(source))
        for name in source.campaigns:
            made.note(Campaign.objects.create(source=row, key=name.casefold(), name=name))


def _source(source: SourceStory) -> Source:
    return Source.objects.create(
        key=source.name.casefold(), name=source.name, side=source.side, direction=source.direction
    )
