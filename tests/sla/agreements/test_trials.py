"""A trial: watched, not written, and for whom it is whose."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from leadgap.audit.models import AuditEntry
from sla import agreements
from sla.agreements import Refused
from sla.models import AgreementVersion, Clock, Trial
from tests.factories import NOW, AgreementFactory, PromiseFactory, SegmentFactory
from tests.sla.pages import records_of, text_of
from tests.sla.world import HOUR, assigned, hand_over, touched

pytestmark = pytest.mark.django_db

BEGUN = NOW - timedelta(days=1)


@pytest.fixture
def proposed():
    version = AgreementFactory(
        state="proposed", text="Sales answers.", text_hash="of the text", signed_at=None, effective_on=None
    )
    PromiseFactory(version=version, kind="first_response", target=4, unit="wall_hours")
    return version


@pytest.fixture
def trial(proposed, head, berlin, sales):
    return agreements.begin_trial(proposed, teams=[berlin, sales], user=head, now=BEGUN)


def leads(rep, stranger):
    """Berlin answers one in time and one late; Vienna, of the branch of Sales, none of one. One came before."""
    hand_over(assigned(rep.owners.get()), touched(NOW + HOUR))
    hand_over(assigned(rep.owners.get()), touched(NOW + 5 * HOUR))
    hand_over(assigned(stranger.owners.get()))
    hand_over(assigned(rep.owners.get()), at=BEGUN - HOUR)


def of(trial, at=NOW + 6 * HOUR):
    found = agreements.trial_run(trial, now=at)
    (row,) = found.run.promises
    return found, row, [(rate.part, rate.whole) for rate in found.kept_by_team(row)]


def test_it_judges_what_came_since_it_began_and_writes_nothing(trial, rep, stranger):
    leads(rep, stranger)

    found, row, by_team = of(trial)

    assert found.run.hand_offs == 3
    assert (row.kept.part, row.kept.whole) == (1, 3)
    assert [team.name for team in found.teams] == ["Berlin", "Sales"]
    assert by_team == [(1, 2), (1, 3)]
    assert not Clock.objects.exists()


def test_its_clocks_run(trial, rep):
    hand_over(assigned(rep.owners.get()))

    assert of(trial, NOW + 2 * HOUR)[1].running == 1
    assert of(trial, NOW + 5 * HOUR)[1].running == 0


def test_it_ends_with_the_second_signature_or_when_somebody_ends_it(trial, head, rep, stranger):
    leads(rep, stranger)
    agreements.end_trial(trial, user=head, now=NOW - HOUR)
    trial.refresh_from_db()
    assert of(trial)[0].run.hand_offs == 0

    agreements.end_trial(trial, user=head, now=NOW + HOUR)
    trial.refresh_from_db()
    assert trial.ended_at == NOW - HOUR
    assert AuditEntry.objects.filter(action="agreement.trial_ended").count() == 1

    Trial.objects.update(ended_at=None)
    AgreementVersion.objects.update(state="signed", signed_at=NOW - HOUR, effective_on=NOW.date())
    assert of(Trial.objects.get())[0].until == NOW - HOUR


def test_a_version_that_is_withdrawn_is_tried_no_longer(trial, head):
    other = Trial.objects.create(version=AgreementFactory(state="draft"), begun_by=head, begun_at=BEGUN)

    agreements.withdraw(trial.version, user=head, now=NOW)

    trial.refresh_from_db()
    other.refresh_from_db()
    assert (trial.ended_at, other.ended_at) == (NOW, None)


def test_when_a_trial_ended_stays_when_its_version_is_withdrawn(trial, head):
    agreements.end_trial(trial, user=head, now=NOW - HOUR)

    agreements.withdraw(trial.version, user=head, now=NOW)

    trial.refresh_from_db()
    assert trial.ended_at == NOW - HOUR


@pytest.mark.parametrize("state", ["draft", "signed", "withdrawn"])
def test_only_what_is_proposed_is_tried(proposed, head, berlin, state):
    AgreementVersion.objects.update(state=state, effective_on=NOW.date(), signed_at=NOW)

    with pytest.raises(Refused, match="A trial is of a version that is proposed"):
        agreements.begin_trial(proposed, teams=[berlin], user=head, now=NOW)
    assert not Trial.objects.exists()


def test_a_manager_tries_it_on_the_own_branch(proposed, manager, vienna, berlin):
    with pytest.raises(Refused, match="your own branch"):
        agreements.begin_trial(proposed, teams=[vienna], user=manager, now=NOW)
    with pytest.raises(Refused, match="at least one team"):
        agreements.begin_trial(proposed, teams=[], user=manager, now=NOW)

    agreements.begin_trial(proposed, teams=[berlin], user=manager, now=NOW)
    with pytest.raises(Refused, match="has its trial already"):
        agreements.begin_trial(proposed, teams=[berlin], user=manager, now=NOW)


def test_the_page_begins_it_shows_it_and_ends_it(client, head, rep, stranger, proposed, berlin):
    url = reverse("sla:agreement-trial", args=[proposed.number])
    client.force_login(head)
    with time_machine.travel(BEGUN, tick=False):
        assert client.post(url).status_code == 422
        assert client.post(url, {"teams": [berlin.pk]}).status_code == 302
    leads(rep, stranger)

    with time_machine.travel(NOW + 6 * HOUR, tick=False):
        page = client.get(url)
        assert page.context["headline"] == (
            "On trial with Berlin: 1 of 2 first-response promises (50\u00a0%) were kept; goal 95\u00a0%."
        )
        assert client.post(reverse("sla:agreement-trial-end", args=[proposed.number])).status_code == 302
        assert client.get(url).context["headline"].startswith("The trial with Berlin is over: 1 of 2")


def test_who_begins_it_second_does_not_end_it(client, head, trial, vienna):
    url = reverse("sla:agreement-trial", args=[trial.version.number])
    client.force_login(head)

    refused = client.post(url, {"teams": [vienna.pk]})

    assert refused.status_code == 422
    assert f"Version {trial.version.number} has its trial already." in text_of(refused)
    assert refused.context["headline"].startswith("On trial with Berlin, Sales")
    assert refused.context["form"] is None  # there is none to begin any more
    trial.refresh_from_db()
    assert trial.ended_at is None
    assert vienna not in trial.teams.all()


def test_who_begins_a_trial_of_what_is_withdrawn_meanwhile_reads_why_not(client, head, proposed, berlin):
    AgreementVersion.objects.update(state="withdrawn")
    client.force_login(head)

    refused = client.post(reverse("sla:agreement-trial", args=[proposed.number]), {"teams": [berlin.pk]})

    assert refused.status_code == 422
    assert f"Version {proposed.number} is withdrawn. A trial is of a version" in text_of(refused)
    assert refused.context["form"]["teams"].value() == [str(berlin.pk)]


def test_two_who_end_it_end_it_once(client, head, marketer, trial):
    for person, moment in ((head, NOW), (marketer, NOW + HOUR)):
        client.force_login(person)
        with time_machine.travel(moment, tick=False):
            response = client.post(reverse("sla:agreement-trial-end", args=[trial.version.number]))
        assert response.status_code == 302

    trial.refresh_from_db()
    assert trial.ended_at == NOW
    assert AuditEntry.objects.filter(action="agreement.trial_ended").count() == 1


def test_the_file_of_a_trial_has_the_numbers_of_its_page(client, rep, stranger, trial):
    leads(rep, stranger)
    client.force_login(rep)
    number = trial.version.number

    with time_machine.travel(NOW + 6 * HOUR, tick=False):
        ((row, by_team),) = client.get(reverse("sla:agreement-trial", args=[number])).context["rows"]
        everybody, *teams = records_of(client.get(reverse("sla:agreement-trial-csv", args=[number])))

    assert (everybody["promise"], everybody["team"], everybody["goal"]) == ("First response", "All", "0.9500")
    assert (everybody["met"], everybody["missed"], everybody["running"]) == ("1", "2", "0")
    assert float(everybody["compliance"]) == pytest.approx(row.kept.value, abs=1e-6)
    assert float(everybody["median seconds"]) == row.response.median
    assert [(each["team"], int(each["met"]), int(each["met"]) + int(each["missed"])) for each in teams] == [
        (team.name, kept.part, kept.whole) for team, kept in by_team
    ]


def test_the_page_names_each_team_beside_its_rate(client, head, rep, stranger, trial):
    """On a phone a row becomes a card without the headings of the table."""
    leads(rep, stranger)
    client.force_login(head)

    with time_machine.travel(NOW + 6 * HOUR, tick=False):
        page = text_of(client.get(reverse("sla:agreement-trial", args=[trial.version.number])))

    assert page.index('<td data-label="Kept">') < page.index('<td data-label="Berlin">')
    assert '<td data-label="Sales">' in page


def test_the_page_says_how_many_hand_offs_came(client, head, rep, trial):
    client.force_login(head)

    def said():
        with time_machine.travel(NOW + 6 * HOUR, tick=False):
            return text_of(client.get(reverse("sla:agreement-trial", args=[trial.version.number])))

    assert ", 0 hand-offs." in said()
    hand_over(assigned(rep.owners.get(), NOW + HOUR), at=NOW + HOUR, now=NOW + HOUR)
    assert ", one hand-off." in said()


def test_the_page_says_to_which_segment_each_promise_is_made(client, head, trial):
    hot = SegmentFactory(version=trial.version, name="Hot inbound")
    PromiseFactory(version=trial.version, segment=hot, target=1, unit="hours")
    client.force_login(head)

    page = text_of(client.get(reverse("sla:agreement-trial", args=[trial.version.number])))

    assert "First response within 1 working hour<small>Hot inbound</small>" in page
    assert "<small>every other lead</small>" in page
