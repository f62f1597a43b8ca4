from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from feedback.models import ExpectedRating, RatingFact
from feedback.ratings.services import (
    AlreadyRated,
    RatingIsNoNumber,
    UnknownReason,
    apply_expected_ratings,
    expect_rating,
    rate,
    rate_for_marketing,
)
from feedback.scorecards.facts import rebuild_dirty
from leadgap.audit.models import AuditEntry
from leads.journal import EventRecord, HandOffRecord, LeadRecord, record, record_event
from leads.models import Event, HandOff
from tests.factories import NOW, CampaignFactory, HandOffFactory, SourceFactory, SystemFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def hand_off(rep):
    hand_off = HandOffFactory()
    owner = rep.owners.get()
    record_event(hand_off=hand_off, kind="assigned", user=None, now=hand_off.handed_off_at, owner_id=owner.pk)
    return reread(hand_off)


def reread(hand_off):
    return HandOff.objects.get(pk=hand_off.pk)


def ratings(hand_off):
    found = reread(hand_off)
    return found.sales_rating, found.marketing_rating, found.marketing_basis


# Sales


def test_a_rating_may_follow_could_not_tell(rep, hand_off):
    rate(hand_off=hand_off, user=rep, value=None, now=NOW)
    unsure = reread(hand_off)
    rate(hand_off=unsure, user=rep, value=4, reasons=["good-fit"], now=NOW + MINUTE)

    rated = reread(hand_off)
    assert (unsure.sales_rating, unsure.sales_unsure, unsure.sales_answered_at) == (None, True, NOW)
    assert (rated.sales_rating, rated.sales_unsure, rated.sales_reasons) == (4, False, ["good-fit"])
    # The question was answered when it was answered first.
    assert (rated.sales_answered_at, rated.sales_rated_at) == (NOW, NOW + MINUTE)


def test_of_two_pages_that_were_open_at_once_the_second_is_refused(rep, marketer, hand_off):
    """Both were made when nobody had rated."""
    rate(hand_off=hand_off, user=rep, value=4, now=NOW)
    rate_for_marketing(hand_off=hand_off, user=marketer, value=2, now=NOW)

    with pytest.raises(AlreadyRated):
        rate(hand_off=hand_off, user=rep, value=1, now=NOW + MINUTE)
    with pytest.raises(AlreadyRated):
        rate_for_marketing(hand_off=hand_off, user=marketer, value=5, now=NOW + MINUTE)
    assert Event.objects.filter(kind="rated").count() == 2


@pytest.mark.parametrize("value", [5, 1, None])
def test_nothing_follows_a_rating_but_its_undo(rep, hand_off, value):
    rate(hand_off=hand_off, user=rep, value=4, now=NOW)

    with pytest.raises(AlreadyRated):
        rate(hand_off=reread(hand_off), user=rep, value=value, now=NOW + MINUTE)

    assert reread(hand_off).sales_rating == 4


@pytest.mark.parametrize("value", [-1, 0, 6, 2.5])
def test_a_rating_is_a_whole_number_from_1_to_5(rep, marketer, hand_off, value):
    with pytest.raises(RatingIsNoNumber):
        rate(hand_off=hand_off, user=rep, value=value, now=NOW)
    with pytest.raises(RatingIsNoNumber):
        rate_for_marketing(hand_off=hand_off, user=marketer, value=value, now=NOW)
    with pytest.raises(RatingIsNoNumber):
        expect_rating(source=hand_off.source, campaign=None, rating=value, user=marketer, now=NOW)

    assert not Event.objects.filter(kind="rated").exists()


@pytest.mark.parametrize("reason", ["no-such-reason", ""])
def test_an_unknown_reason_is_refused_and_nothing_is_kept(rep, hand_off, reason):
    with pytest.raises(UnknownReason):
        rate(hand_off=hand_off, user=rep, value=4, reasons=["good-fit", reason], now=NOW)

    assert ratings(hand_off)[0] is None


def test_a_reason_given_twice_counts_once(rep, hand_off):
    event = rate(hand_off=hand_off, user=rep, value=4, reasons=["good-fit", "clear-need", "good-fit"], now=NOW)

    assert event.reasons == ["good-fit", "clear-need"]


# Marketing


def test_marketings_own_rating_goes_before_what_it_expects(marketer, hand_off):
    expect(hand_off, 2, marketer)
    apply_expected_ratings(now=NOW)
    rate_for_marketing(hand_off=reread(hand_off), user=marketer, value=5, now=NOW)

    assert ratings(hand_off) == (None, 5, "individual")
    with pytest.raises(AlreadyRated):
        rate_for_marketing(hand_off=reread(hand_off), user=marketer, value=4, now=NOW)


@pytest.mark.parametrize(
    ("later", "is_paired"),
    [(-MINUTE, True), (timedelta(0), True), (MINUTE, False)],
    ids=["before", "together", "after"],
)
def test_marketings_rating_is_paired_unless_it_was_given_after_sales_rated(rep, marketer, hand_off, later, is_paired):
    def marketing_rates():
        rate_for_marketing(hand_off=reread(hand_off), user=marketer, value=5, now=NOW + later)

    if later < timedelta(0):
        marketing_rates()
    rate(hand_off=reread(hand_off), user=rep, value=2, now=NOW)
    if later >= timedelta(0):
        marketing_rates()

    rebuild_dirty(now=NOW + timedelta(hours=1))

    fact = RatingFact.objects.get(hand_offs=1, sales=2)
    assert ((fact.marketing, fact.basis) == (5, "individual")) == is_paired


# What Marketing expects


def expect(hand_off, rating, marketer, campaign=None):
    return expect_rating(source=hand_off.source, campaign=campaign, rating=rating, user=marketer, now=NOW)


def test_an_expectation_is_set_once_and_changed_in_place(marketer):
    source = SourceFactory()
    expect_rating(source=source, campaign=None, rating=2, user=marketer, now=NOW)
    expect_rating(source=source, campaign=None, rating=4, user=marketer, now=NOW + MINUTE)

    found = ExpectedRating.objects.get()
    assert (found.rating, found.set_by, found.set_at) == (4, marketer, NOW + MINUTE)
    assert AuditEntry.objects.filter(action="rating.expected").count() == 2


def test_a_campaigns_expectation_goes_before_its_sources(marketer):
    source = SourceFactory()
    campaign, other = CampaignFactory.create_batch(2, source=source)
    of_campaign, of_other, of_source = (
        HandOffFactory(source=source, campaign=each) for each in (campaign, other, None)
    )
    elsewhere = HandOffFactory()
    expect(of_source, 2, marketer)
    expect(of_campaign, 5, marketer, campaign)

    assert apply_expected_ratings(now=NOW) == 3

    assert [ratings(each)[1] for each in (of_campaign, of_other, of_source, elsewhere)] == [5, 2, 2, None]


@pytest.mark.parametrize("value", [4, None], ids=["rated", "could-not-tell"])
def test_nothing_is_expected_after_sales_has_answered(rep, marketer, hand_off, value):
    rate(hand_off=hand_off, user=rep, value=value, now=NOW)
    expect(hand_off, 2, marketer)

    assert apply_expected_ratings(now=NOW + MINUTE) == 0

    assert ratings(hand_off)[1] is None


def test_marketings_own_rating_is_left_alone(marketer, hand_off):
    rate_for_marketing(hand_off=hand_off, user=marketer, value=5, now=NOW)
    expect(hand_off, 2, marketer)

    assert apply_expected_ratings(now=NOW) == 0

    assert ratings(hand_off) == (None, 5, "individual")


def test_an_expectation_is_marked_as_one(marketer, hand_off):
    expect(hand_off, 2, marketer)
    apply_expected_ratings(now=NOW)

    assert ratings(hand_off) == (None, 2, "default")


def test_applying_again_changes_nothing(marketer, hand_off):
    expect(hand_off, 2, marketer)
    apply_expected_ratings(now=NOW)
    before = reread(hand_off)

    assert apply_expected_ratings(now=NOW + MINUTE) == 0

    assert reread(hand_off).revision == before.revision
    assert Event.objects.filter(kind="rated").count() == 1


def test_two_who_apply_together_record_it_once(marketer, hand_off, monkeypatch):
    """The second has read the same hand-offs before the first wrote: its events meet the keys of the first."""
    expect(hand_off, 2, marketer)
    from feedback.ratings import services

    def both(**given):
        record(**given)
        return record(**given)

    monkeypatch.setattr(services, "record", both)

    apply_expected_ratings(now=NOW)

    assert Event.objects.filter(kind="rated").count() == 1
    assert ratings(hand_off)[1] == 2


def test_a_batch_has_a_limit_and_the_rest_comes_next(marketer):
    source = SourceFactory()
    HandOffFactory.create_batch(3, source=source)
    expect_rating(source=source, campaign=None, rating=3, user=marketer, now=NOW)

    assert [apply_expected_ratings(now=NOW, limit=2) for _ in range(3)] == [2, 1, 0]


def test_hand_offs_of_two_systems_are_served_in_one_run(marketer):
    source = SourceFactory()
    crm, other = SystemFactory(key="crm"), SystemFactory(key="other")
    for system in (crm, other, crm):
        number = HandOff.objects.count()
        lead = LeadRecord(f"L{number}")
        record(
            system=system,
            leads=[lead],
            hand_offs=[HandOffRecord(f"X{number}", lead.external_id, source_id=source.pk, handed_off_at=NOW)],
            now=NOW,
        )
    expect_rating(source=source, campaign=None, rating=3, user=marketer, now=NOW)

    assert apply_expected_ratings(now=NOW) == 3

    assert set(HandOff.objects.values_list("marketing_rating", flat=True)) == {3}


def test_an_import_that_comes_later_goes_before_the_expectation(marketer, hand_off):
    expect(hand_off, 2, marketer)
    apply_expected_ratings(now=NOW)
    said = EventRecord(
        hand_off.external_id,
        kind="rated",
        key="score",
        occurred_at=hand_off.handed_off_at,
        side="marketing",
        rating=4,
        basis="score_band",
    )
    record(system=hand_off.system, events=[said], now=NOW + MINUTE)

    assert ratings(hand_off) == (None, 4, "score_band")


def test_whoever_only_reads_what_is_expected_is_told_who_says_it(client, manager):
    client.force_login(manager)

    page = client.get(reverse("feedback:expected-ratings")).content.decode()

    assert "A marketer says here what Marketing expects" in page
