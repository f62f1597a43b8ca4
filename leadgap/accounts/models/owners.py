from __future__ import annotations

from typing import Self

from django.db import models


class OwnerQuerySet(models.QuerySet["Owner"]):
    def unmatched(self) -> Self:
        return self.filter(user=None)


class Owner(models.Model):
    """Who owns a hand-off, under the name that the source system gives.

    Imports name owners; people sign in. `user` joins the two and is None until someone matches them.
    """

    key = models.CharField(max_length=200, unique=True, editable=False, help_text="The name, case-folded.")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    user = models.ForeignKey(
        "accounts.User",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="owners",
    )
    team = models.ForeignKey(
        "accounts.Team",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="owners",
    )

    objects = OwnerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
