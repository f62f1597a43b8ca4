from __future__ import annotations

from django.db import models


class Slice(models.Model):
    """How many clocks of one time and slice had which verdict, and how long they took. 0 stands for none."""

    day = models.DateField()
    promise = models.ForeignKey("sla.Promise", on_delete=models.CASCADE, related_name="%(class)ss", db_index=False)
    team = models.BigIntegerField(default=0)
    source = models.BigIntegerField(default=0)
    segment = models.BigIntegerField(default=0)
    met = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)
    running = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    no_data = models.PositiveIntegerField(default=0)
    unanswered = models.PositiveIntegerField(default=0, help_text="Of the missed: without the promised act so far.")
    met_self_reported = models.PositiveIntegerField(default=0)
    missed_self_reported = models.PositiveIntegerField(default=0)
    met_waived = models.PositiveIntegerField(default=0)
    missed_waived = models.PositiveIntegerField(default=0)
    # The business seconds of each answered clock among the met and missed: little-endian integers of 32 bits, so that
    # quantiles of any slice and period are exact, and read without touching a clock (docs/adr/0009-exact-quantiles.md).
    responses = models.BinaryField(default=b"")
    # Of the missed that are over: the business seconds after due, likewise. Of those that wait: since when, and by
    # which calendar (`sla.waits.WAITING`), for they grow later (docs/adr/0022-lateness-of-what-waits.md).
    lates = models.BinaryField(default=b"")
    waiting = models.BinaryField(default=b"")

    class Meta:
        abstract = True
        ordering = ["day", "pk"]

    def __str__(self) -> str:
        return f"{self.day}: {self.met} met, {self.missed} missed"


class ClockSlice(Slice):
    """Lead clocks are kept by the hand-off's team and source, owner clocks by the owner,
    the owner's team and the source: rep figures use owner clocks only, so lead clocks need no owner.
    """

    scope = models.CharField(max_length=5)
    owner = models.BigIntegerField(default=0)
    # When in the week each met and missed clock started (`sla.starts`). Of those without the act that are over: how
    # long they waited; of those that run: since when, as above (docs/adr/0029-hours-and-waits.md).
    starts = models.BinaryField(default=b"")
    waits = models.BinaryField(default=b"")
    open_waits = models.BinaryField(default=b"")

    class Meta(Slice.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(
                # Day, promise and scope come first: a page reads one promise and scope of some days, a rebuild one day.
                fields=["day", "promise", "scope", "team", "owner", "source", "segment"],
                name="%(app_label)s_%(class)s_once_a_slice",
            )
        ]


class ClockFact(ClockSlice):
    """The clocks of one day and slice. Rebuilt whole per dirty day."""


class ClockWeek(ClockSlice):
    """The sum of a week's facts, by its Monday: a year is read from 52 of them. Rebuilt whole per dirty week."""


class CampaignSlice(Slice):
    """Lead clocks by campaign: apart, for a company has hundreds of them (docs/adr/0019-facts-apart.md)."""

    campaign = models.BigIntegerField(default=0)

    class Meta(Slice.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["day", "promise", "team", "campaign", "source", "segment"],
                name="%(app_label)s_%(class)s_once_a_slice",
            )
        ]


class CampaignFact(CampaignSlice):
    """The lead clocks of one day, by campaign. Rebuilt with the other facts of the day."""


class CampaignWeek(CampaignSlice):
    """The sum of a week's facts by campaign, by its Monday. Rebuilt with the other sums of the week."""


class RouteSlice(Slice):
    """Lead clocks by the teams that were first and that answered: apart, for each pair of teams would be a slice
    (docs/adr/0019-facts-apart.md).
    """

    first_team = models.BigIntegerField(default=0)
    answering_team = models.BigIntegerField(default=0)
    # Of the met and missed whose hand-off was won or lost: how long they took and how it ended (`sla.speed.CLOSED`).
    # Here, for these facts are of lead clocks only, and few pages read them (docs/adr/0029-hours-and-waits.md).
    closed = models.BinaryField(default=b"")

    class Meta(Slice.Meta):
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["day", "promise", "team", "first_team", "answering_team", "source", "segment"],
                name="%(app_label)s_%(class)s_once_a_slice",
            )
        ]


class RouteFact(RouteSlice):
    """The lead clocks of one day, by first and answering team. Rebuilt with the other facts of the day."""


class RouteWeek(RouteSlice):
    """The sum of a week's facts by first and answering team, by its Monday. Rebuilt with the other sums of the week."""


class UnpromisedFact(models.Model):
    """How many hand-offs of one day and slice belong to a segment without promises. 0 stands for none.

    They have no clocks, so no other fact counts them. Rebuilt with the facts of their day.
    """

    day = models.DateField()
    segment = models.BigIntegerField()
    team = models.BigIntegerField(default=0)
    first_team = models.BigIntegerField(default=0)
    answering_team = models.BigIntegerField(default=0)
    owner = models.BigIntegerField(default=0)
    source = models.BigIntegerField(default=0)
    campaign = models.BigIntegerField(default=0)
    hand_offs = models.PositiveIntegerField()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "segment", "team", "first_team", "answering_team", "owner", "source", "campaign"],
                name="sla_unpromisedfact_once_a_slice",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.hand_offs} unpromised"


class DirtyClockDay(models.Model):
    """A day whose facts must be rebuilt. Cleared only at the mark that was read, so no later change is lost."""

    day = models.DateField(primary_key=True)
    marks = models.PositiveBigIntegerField(default=1)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}"


class DirtyClockWeek(models.Model):
    """A week, by its Monday, of which a day has other facts than it was summed from. Cleared as days are."""

    day = models.DateField(primary_key=True)
    marks = models.PositiveBigIntegerField(default=1)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}"
