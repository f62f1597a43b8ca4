"""Strict raters, and the gap without them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from feedback.models import RatingFact
from feedback.scorecards.raters import raters
from leadgap.accounts.models import Organisation
from leadgap.periods import period
from tests.factories import NOW, SourceFactory

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


def rated(owner, source, marketing, sales, n, team=0):
    RatingFact.objects.create(
        day=TODAY,
        owner=owner,
        source=source.pk,
        team=team,
        marketing=marketing,
        sales=sales,
        basis="individual",
        outcome="open",
        hand_offs=n,
        rating_due=n,
    )


@pytest.fixture
def two_raters(rep, stranger):
    """Both get the same source; the rep gives 2, the stranger 4, where Marketing says 4."""
    source = SourceFactory(name="Webinar")
    strict, mild = rep.owners.get(), stranger.owners.get()
    rated(strict.pk, source, 4, 2, 20, rep.team_id)
    rated(mild.pk, source, 4, 4, 20, stranger.team_id)
    return strict, mild


def of(user, **kwargs):
    chosen = period("all", today=TODAY)
    return raters(user, period=chosen, organisation=Organisation.current(), **kwargs)


def test_a_strict_rater_is_told_from_poor_leads(administrator, two_raters):
    found = of(administrator)
    strict, mild = found.rows

    assert [row.key for row in found.rows] == [owner.pk for owner in two_raters]
    assert (strict.severity.mean, strict.severity.expected) == (2, 3)
    assert strict.severity.value == pytest.approx(-0.5)  # halfway to 0 at n = 20
    assert (found.gap.mean, strict.without.mean, mild.without.mean) == (1, 0, 2)
    assert found.sources[0].adjusted == pytest.approx(3)


def test_raters_stay_behind_the_wall_and_under_their_pseudonyms(manager, marketer, two_raters):
    assert [row.name for row in of(manager).rows] == [two_raters[0].name]
    assert all(row.name.startswith("Rep ") for row in of(marketer).rows)


def test_page_and_file_say_the_same(client, administrator, two_raters):
    RatingFact.objects.update(hand_offs=40, rating_due=40)
    client.force_login(administrator)

    page = client.get(reverse("feedback:raters"), {"period": "all"}).content.decode()
    rows = b"".join(client.get(reverse("feedback:raters-csv"), {"period": "all"}).streaming_content).decode()

    strict = two_raters[0].name
    assert f"{strict} rates 0.7 points stricter than the others rate the same sources." in page
    assert f"{strict},40,2,3,-0.666667,0," in rows


def test_raters_who_rate_alike_are_not_named(client, administrator, rep, stranger):
    source = SourceFactory()
    for user in (rep, stranger):
        rated(user.owners.get().pk, source, 4, 4, 40)
    client.force_login(administrator)

    page = client.get(reverse("feedback:raters"), {"period": "all"}).content.decode()

    assert "The reps rate alike: none is further than 0.0 points from the others" in page
    assert "Without any one rep the gap is 0.0." in page


def test_where_nobody_has_rated_no_rater_is_said_to_be_alone(client, administrator, rep):
    client.force_login(administrator)
    empty = client.get(reverse("feedback:raters"), {"period": "all"}).context["headline"]
    rated(rep.owners.get().pk, SourceFactory(), 4, 4, 40)
    one = client.get(reverse("feedback:raters"), {"period": "all"}).context["headline"]

    assert empty == "No rep has rated a lead in this period."
    assert one == "One rater alone cannot be compared with anybody."


def test_team_level_only_has_no_raters(client, administrator, organisation, two_raters):
    organisation.rep_figures = Organisation.RepFigures.TEAM_ONLY
    organisation.save()
    client.force_login(administrator)

    assert client.get(reverse("feedback:raters")).status_code == 404
    assert "raters_url" not in client.get(reverse("feedback:scorecards"), {"period": "all"}).context
