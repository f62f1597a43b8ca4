from __future__ import annotations

from django.db import models


class ClockFact(models.Model):
    """How many clocks of one day and slice had which verdict. Rebuilt whole per dirty day; 0 stands for none."""

    day = models.DateField()
    promise = models.ForeignKey("sla.Promise", on_delete=models.CASCADE, related_name="facts")
    scope = models.CharField(max_length=5)
    team = models.BigIntegerField(default=0)
    first_team = models.BigIntegerField(default=0)
    answering_team = models.BigIntegerField(default=0)
    owner = models.BigIntegerField(default=0)
    source = models.BigIntegerField(default=0)
    met = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)
    running = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)
    no_data = models.PositiveIntegerField(default=0)
    met_self_reported = models.PositiveIntegerField(default=0)
    missed_self_reported = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "day",
                    "promise",
                    "scope",
                    "team",
                    "first_team",
                    "answering_team",
                    "owner",
                    "source",
                ],
                name="sla_clockfact_once_a_slice",
            )
        ]
        indexes = [
            # Serves the compliance page: one promise and scope over a period.
            models.Index(fields=["promise", "scope", "day"], name="sla_clockfact_period"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.scope}: {self.met} met, {self.missed} missed"


class ClockHistogram(models.Model):
    """Answered clocks of one day by their response time, in the log buckets of `sla.quantiles`.

    Serves the quantiles of slices with more clocks than are read one by one.
    """

    day = models.DateField()
    promise = models.ForeignKey("sla.Promise", on_delete=models.CASCADE, related_name="histogram")
    scope = models.CharField(max_length=5)
    team = models.BigIntegerField(default=0)
    source = models.BigIntegerField(default=0)
    bucket = models.IntegerField()
    clocks = models.PositiveIntegerField()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["promise", "scope", "day", "team", "source", "bucket"],
                name="sla_clockhistogram_once_a_bucket",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.clocks} in {self.bucket}"


class DirtyClockDay(models.Model):
    """A day whose facts must be rebuilt. Cleared only at the mark that was read, so no later change is lost."""

    day = models.DateField(primary_key=True)
    marks = models.PositiveBigIntegerField(default=1)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}"
