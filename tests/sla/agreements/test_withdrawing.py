"""Taking a version back: what is open, and what both have signed while its first day has not come."""

from datetime import timedelta

import pytest

from leadgap.audit.models import AuditEntry
from sla import agreements
from sla.agreements import Refused, may_withdraw
from sla.models import AgreementVersion, Clock, JudgedAgain
from tests.factories import NOW, AgreementFactory
from tests.sla.agreements.drafts import TODAY, page, state_of
from tests.sla.agreements.test_signing import sign
from tests.sla.pages import text_of
from tests.sla.world import HOUR, agree, hand_over

pytestmark = pytest.mark.django_db

WHY = "The year was mistyped."
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def ahead(organisation):
    """A mistyped year, signed by both."""
    return AgreementFactory(number=50, effective_on=TODAY.replace(year=2036))


def test_what_is_open_can_be_withdrawn_and_stays_on_record(proposed, head, marketer):
    sign(proposed, head, "sales")

    agreements.withdraw(proposed, user=marketer, now=NOW)

    assert state_of(proposed) == "withdrawn"
    assert proposed.signatures.count() == 1
    assert not proposed.comments.exists()
    entry = AuditEntry.objects.get(action="agreement.withdrawn")
    assert (entry.target, entry.data) == (f"sla.agreementversion:{proposed.pk}", {"was": "proposed"})
    with pytest.raises(Refused, match="cannot be signed"):
        sign(proposed, marketer, "marketing")
    with pytest.raises(Refused, match="no longer open"):
        agreements.withdraw(proposed, user=marketer, now=NOW)


@pytest.mark.parametrize(
    ("who", "open_", "signed"),
    [
        ("rep", False, False),
        ("manager", True, False),
        ("head", True, True),
        ("marketer", True, True),
        ("administrator", True, True),
        ("auditor", False, False),
    ],
)
def test_who_takes_back_what(request, who, open_, signed):
    user = request.getfixturevalue(who)

    for state, may in (("draft", open_), ("proposed", open_), ("signed", signed)):
        assert may_withdraw(user, AgreementVersion(state=state)) is may


def test_what_is_in_force_cannot_be_withdrawn(head, organisation):
    version = AgreementFactory(effective_on=TODAY)

    with pytest.raises(Refused, match="has come into force"):
        agreements.withdraw(version, reason=WHY, user=head, now=NOW)

    assert state_of(version) == "signed"


def test_what_is_signed_for_a_later_day_is_taken_back_with_a_reason(proposed, ahead, head, marketer):
    """The one before stays in force, its clocks too, and another one can be signed for an earlier day."""
    before = agree(number=60, first_response=4)
    hand_over(at=NOW - HOUR)
    clocks = list(Clock.objects.order_by("pk").values())
    assert clocks
    with pytest.raises(Refused, match="Version 50, in force from 4 March 2036, was signed meanwhile"):
        sign(proposed, head, "sales")

    agreements.withdraw(ahead, reason=f" {WHY}\n", user=head, now=NOW)

    assert state_of(ahead) == "withdrawn"
    assert agreements.current(NOW) == before
    assert list(Clock.objects.order_by("pk").values()) == clocks
    assert [(each.name, each.text) for each in ahead.comments.all()] == [("Hanna Head", f"Withdrawn: {WHY}")]
    entry = AuditEntry.objects.get(action="agreement.withdrawn")
    assert (entry.actor, entry.data) == (head, {"was": "signed", "reason": WHY})
    sign(proposed, head, "sales")
    sign(proposed, marketer, "marketing")
    assert state_of(proposed) == "signed"


def test_the_longest_reason_is_taken(ahead, head):
    agreements.withdraw(ahead, reason="x" * 500, user=head, now=NOW)

    assert state_of(ahead) == "withdrawn"


@pytest.mark.parametrize(("reason", "problem"), [(" ", "Say why"), ("x" * 501, "at most 500 characters")])
def test_what_is_signed_is_not_taken_back_without_a_reason(ahead, head, reason, problem):
    with pytest.raises(Refused, match=problem):
        agreements.withdraw(ahead, reason=reason, user=head, now=NOW)

    assert state_of(ahead) == "signed"


def test_what_judges_the_past_is_not_taken_back(ahead, head):
    AgreementVersion.objects.update(is_retrospective=True)
    AgreementFactory(number=52, effective_on=TODAY)
    AgreementFactory(number=53, effective_on=TODAY, is_retrospective=True, state="withdrawn")
    AgreementFactory(number=54, effective_on=TODAY.replace(year=2037), is_retrospective=True)
    with pytest.raises(Refused, match="judges what was handed over before"):
        agreements.withdraw(ahead, reason=WHY, user=head, now=NOW)

    AgreementFactory(number=51, effective_on=TOMORROW, is_retrospective=True)  # first in force, so this one judges it
    agreements.withdraw(ahead, reason=WHY, user=head, now=NOW)

    assert state_of(ahead) == "withdrawn"


def test_what_the_past_was_judged_again_by_is_not_taken_back(ahead, head):
    act = JudgedAgain.objects.create(start=TODAY, end=TOMORROW, version=ahead, reason="Better.", made_at=NOW)

    with pytest.raises(Refused, match="judges what was handed over before"):
        agreements.withdraw(ahead, reason=WHY, user=head, now=NOW)

    act.version = AgreementFactory(number=51, effective_on=TODAY)
    act.save()
    agreements.withdraw(ahead, reason=WHY, user=head, now=NOW)

    assert state_of(ahead) == "withdrawn"


def test_a_manager_of_one_team_takes_back_no_signed_version(as_, manager, ahead, time_machine):
    time_machine.move_to(NOW, tick=False)
    url = page("agreement-withdraw", ahead)

    assert url not in text_of(as_(manager).get(page("agreement-version", ahead)))
    assert as_(manager).post(url, {"reason": WHY}).status_code == 403
    assert as_(manager).post(f"/api/v1/agreements/{ahead.number}/withdraw/", {"reason": WHY}).status_code == 403
    assert state_of(ahead) == "signed"


def test_the_page_of_a_signed_version_takes_it_back(as_, head, rep, ahead, time_machine):
    time_machine.move_to(NOW, tick=False)
    url = page("agreement-withdraw", ahead)
    assert url in text_of(as_(head).get(page("agreement-version", ahead)))
    assert url not in text_of(as_(rep).get(page("agreement-version", ahead)))
    assert as_(rep).post(url, {"reason": WHY}).status_code == 403
    refused = as_(head).post(url, {"reason": ""})
    assert (refused.status_code, "Say why: both sides have signed it." in text_of(refused)) == (422, True)

    said = text_of(as_(head).post(url, {"reason": WHY}, follow=True))

    assert "It was withdrawn and never came into force." in said
    assert f"Withdrawn: {WHY}" in said
    assert url not in said


def test_the_api_takes_it_back_too(client, head, ahead, time_machine):
    time_machine.move_to(NOW, tick=False)
    client.force_login(head)
    url = f"/api/v1/agreements/{ahead.number}/withdraw/"

    assert client.post(url, {}, content_type="application/json").json() == {
        "reason": ["Say why: both sides have signed it."]
    }
    assert client.post(url, {"reason": WHY}, content_type="application/json").json()["state"] == "withdrawn"
    assert client.post(url, {"reason": WHY}, content_type="application/json").status_code == 409
