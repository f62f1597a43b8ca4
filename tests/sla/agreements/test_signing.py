"""From a draft to two signatures: who may, what is refused in which words, and what is written down."""

from datetime import UTC, date, datetime, timedelta

import pytest

from leadgap.audit.models import AuditEntry
from sla import agreements
from sla.agreements import Conflict, Refused
from sla.models import AgreementVersion, JudgedAgain, Signature
from tests.factories import NOW, AgreementFactory
from tests.sla.agreements.drafts import TODAY, state_of
from tests.sla.world import HOUR
from tests.threads import at_once

pytestmark = pytest.mark.django_db


def sign(version, user, side, now=NOW, text_hash=None):
    agreements.sign(version, side=side, text_hash=text_hash or version.text_hash, user=user, now=now)


def test_both_signatures_bring_it_into_force(proposed, head, marketer, django_capture_on_commit_callbacks, run_queued):
    other = AgreementFactory(number=50, state="draft")
    sign(proposed, head, "sales")
    assert state_of(proposed) == "proposed"

    with django_capture_on_commit_callbacks(execute=True):
        sign(proposed, marketer, "marketing", now=NOW + HOUR)

    assert (state_of(proposed), state_of(other)) == ("signed", "draft")
    assert run_queued() == ["sla.tasks.judge_stale"]
    assert (proposed.signed_at, proposed.is_spread) == (NOW + HOUR, False)
    assert [(each.side, each.name, each.text_hash) for each in proposed.signatures.all()] == [
        ("sales", "Hanna Head", proposed.text_hash),
        ("marketing", "Mara Marketer", proposed.text_hash),
    ]
    entries = AuditEntry.objects.filter(action="agreement.signed").order_by("pk")
    assert [(each.actor, each.target, each.data) for each in entries] == [
        (user, f"sla.agreementversion:{proposed.pk}", {"side": side, "text_hash": proposed.text_hash})
        for user, side in ((head, "sales"), (marketer, "marketing"))
    ]
    assert agreements.current(NOW + HOUR) == proposed
    assert agreements.current(NOW) is None


@pytest.mark.parametrize(
    ("who", "side", "may"),
    [
        ("head", "sales", True),
        ("head", "marketing", False),
        ("manager", "sales", False),
        ("other_manager", "sales", False),
        ("marketer", "marketing", True),
        ("marketer", "sales", False),
        ("administrator", "sales", True),
        ("administrator", "marketing", True),
        ("rep", "sales", False),
        ("auditor", "sales", False),
        ("auditor", "marketing", False),
    ],
)
def test_who_signs_for_which_side(proposed, request, who, side, may):
    user = request.getfixturevalue(who)
    assert agreements.may_sign(user, side) is may

    if may:
        sign(proposed, user, side)
    else:
        with pytest.raises(Refused, match="signs for"):
            sign(proposed, user, side)

    assert proposed.signatures.count() == may
    assert (side in agreements.sides_of(user, proposed)) is False


@pytest.mark.django_db(transaction=True)
def test_of_two_of_one_day_that_are_signed_at_once_one_is_in_force(terms, manager, head, marketer):
    versions = []
    for _ in range(2):
        version = agreements.draft(terms=terms, user=manager, now=NOW)
        agreements.propose(version, user=manager, now=NOW)
        version.refresh_from_db()
        sign(version, head, "sales")
        versions.append(version)

    said = at_once(*(lambda each=each: sign(each, marketer, "marketing") for each in versions))

    assert sorted(state_of(each) for each in versions) == ["proposed", "signed"]
    (refused,) = filter(None, said)
    assert isinstance(refused, Conflict)
    assert "was signed meanwhile" in str(refused)


@pytest.mark.parametrize("state", ["draft", "signed", "withdrawn"])
def test_only_what_is_proposed_can_be_signed(proposed, administrator, state):
    assert agreements.sides_of(administrator, proposed) == ["sales", "marketing"]
    AgreementVersion.objects.filter(pk=proposed.pk).update(state=state, signed_at=NOW)
    proposed.refresh_from_db()

    assert agreements.sides_of(administrator, proposed) == []
    with pytest.raises(Refused, match="so it cannot be signed"):
        sign(proposed, administrator, "sales")


def test_a_manager_without_a_team_signs_for_sales_and_one_below_another_does_not(head, berlin):
    head.team = None
    assert agreements.may_sign(head, "sales")

    head.team = berlin
    assert not agreements.may_sign(head, "sales")


def test_one_person_does_not_sign_for_both(proposed, administrator):
    sign(proposed, administrator, "sales")

    assert agreements.sides_of(administrator, proposed) == []
    with pytest.raises(Refused, match="An agreement needs two people"):
        sign(proposed, administrator, "marketing")

    assert state_of(proposed) == "proposed"


def test_a_side_signs_once(proposed, head, administrator):
    sign(proposed, head, "sales")

    assert agreements.sides_of(administrator, proposed) == ["marketing"]
    with pytest.raises(Refused, match="Sales has already signed."):
        sign(proposed, administrator, "sales")


def test_an_unread_text_is_not_signed(proposed, head):
    with pytest.raises(Refused, match="not the one that you have read"):
        sign(proposed, head, "sales", text_hash="f" * 64)

    AgreementVersion.objects.filter(pk=proposed.pk).update(text=proposed.text + " And a bonus.")
    with pytest.raises(Refused, match="not the one that you have read"):
        sign(proposed, head, "sales")

    assert not Signature.objects.exists()


@pytest.mark.parametrize("signed", [[], ["sales"]], ids=["neither", "one"])
@pytest.mark.parametrize("days", [0, 1])
def test_whose_day_is_taken_meanwhile_nobody_signs(proposed, head, marketer, signed, days):
    for side in signed:
        sign(proposed, head, side)
    AgreementFactory(number=49, effective_on=TODAY - timedelta(days=1))
    assert agreements.sides_of(marketer, proposed) == ["marketing"]
    other = AgreementFactory(number=50, effective_on=TODAY + timedelta(days=days))

    assert agreements.sides_of(marketer, proposed) == []
    with pytest.raises(Conflict, match=f"Version 50, in force from {4 + days} March 2026, was signed meanwhile"):
        sign(proposed, marketer, "marketing")

    assert (state_of(proposed), proposed.signatures.count()) == ("proposed", len(signed))
    AgreementVersion.objects.filter(pk=other.pk).update(state="withdrawn")
    assert agreements.sides_of(marketer, proposed) == ["marketing"]


def test_in_force_by_day(organisation):
    first = AgreementFactory(effective_on=date(2026, 1, 1), is_retrospective=True)
    second = AgreementFactory(effective_on=date(2026, 3, 1), signed_at=datetime(2026, 3, 2, 12, tzinfo=UTC))
    AgreementFactory(effective_on=date(2026, 3, 2), state="proposed")

    found = {day: agreements.in_force(date.fromisoformat(day)) for day in ("2019-05-05", "2026-03-01", "2026-03-02")}

    assert found == {"2019-05-05": first, "2026-03-01": first, "2026-03-02": second}
    assert agreements.current(datetime(2026, 3, 2, 11, tzinfo=UTC)) == first


def test_days_that_were_judged_again_go_by_the_version_of_the_last_act(organisation):
    own, better = AgreementFactory(effective_on=date(2026, 1, 1)), AgreementFactory(effective_on=date(2026, 2, 20))
    for first, last, version in ((2, 6, better), (4, 5, own), (8, 9, better), (8, 9, None)):
        JudgedAgain.objects.create(
            start=date(2026, 2, first), end=date(2026, 2, last + 1), version=version, reason="Better.", made_at=NOW
        )

    found = agreements.in_force_on(date(2026, 2, day) for day in range(1, 11))

    assert [day.day for day, version in found.items() if version == better] == [2, 3, 6]
    assert set(found.values()) == {own, better}


def test_without_a_retrospective_version_nothing_was_promised_before(organisation):
    AgreementFactory(effective_on=date(2026, 1, 1))

    assert agreements.in_force(date(2025, 12, 31)) is None
    assert agreements.in_force(date(2026, 1, 1)) is not None


@pytest.mark.parametrize(
    ("state", "said"),
    [("draft", "a draft"), ("proposed", "proposed"), ("signed", "signed"), ("withdrawn", "withdrawn")],
)
def test_a_refusal_says_how_a_version_stands(state, said):
    assert AgreementVersion(state=state).state_words == said
