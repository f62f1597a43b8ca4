"""The pages of waivers: what is shown before, the act, what is said afterwards, and to whom."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadgap.accounts.models import Organisation
from sla.facts import rebuild_facts
from sla.models import Clock, WaivedClock, Waiver
from tests.factories import NOW, SystemFactory
from tests.sla.waivers.waiving import LATER, waived_by
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over, touched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_days_later")]

WHY = {"reason": "outage", "note": "The CRM was down."}


@pytest.fixture
def as_head(client, head):
    client.force_login(head)
    return client


def new_url(**query):
    return reverse("sla:waiver-new", query=query if "clock" in query else {"period": "90d"} | query)


def test_the_filter_of_the_misses_is_shown_and_then_waived(as_head, days, vienna):
    misses = as_head.get(reverse("sla:misses"), {"team": vienna.pk, "scope": "lead", "page": 1})
    url = misses.context["waive_url"]

    preview = as_head.get(url)

    assert preview.context["headline"] == (
        "This waives 12 clocks, 8 of them missed; of the first-response promises of Vienna none is left to count."
    )
    assert not Waiver.objects.exists()
    response = as_head.post(url, WHY | {"expected": 12}, follow=True)
    waiver = Waiver.objects.get()
    assert response.redirect_chain == [(reverse("sla:waiver", args=[waiver.pk]), 302)]
    assert response.context["headline"] == "12 clocks are waived: outage."
    assert waiver.covers == "First response, current team Vienna, 4 Mar 2026"
    assert waiver.asked == {
        "promise": "first_response",
        "team": vienna.pk,
        "start": "2026-03-04",
        "end": "2026-03-05",
    }


def test_of_one_team_the_headline_says_what_becomes_of_its_rate(as_head, days):
    clock = Clock.objects.filter(team__name="Vienna", scope="lead", verdict="missed").first()

    headline = as_head.get(new_url(clock=clock.pk)).context["headline"]

    assert headline == (
        "This waives 1 clock, which was missed; "
        "first-response promises of Vienna kept without waived clocks: 33\u00a0% → 40\u00a0%."
    )


def test_more_can_be_chosen_than_the_list_shows(as_head, days):
    found = as_head.get(new_url(promise="all", scope="owner")).context["found"]

    assert {line.scope for line in found.lines} == {"owner"}
    assert found.clocks == 14


def test_it_opens_on_today_and_on_the_days_that_were_asked_for(as_head, days):
    def opened(**query):
        return as_head.get(reverse("sla:waiver-new"), query).context["chosen"].asked["start"]

    kept = as_head.get(reverse("sla:misses"), {"start": "2026-03-01", "end": "2026-03-05"}).context["waive_url"]

    assert opened() == "2026-03-06"
    assert (opened(period="30d"), opened(week="2026-03-02")) == ("2026-02-05", "2026-03-02")
    assert as_head.get(kept).context["chosen"].asked["start"] == "2026-03-01"


def test_the_clocks_of_one_rep_can_be_chosen_where_reps_are_told_apart(as_head, client, rep, manager, days):
    owner = rep.owners.get()

    page = as_head.get(new_url(owner=owner.pk))

    assert (
        dict(page.context["narrowing"].fields["owner"].choices)[owner.pk],
        page.context["chosen"].covers.split(", ")[1],
    ) == ("Rita Rep", "rep Rita Rep")
    assert page.context["found"].clocks == 16
    client.force_login(manager)
    names = dict(client.get(new_url()).context["narrowing"].fields["owner"].choices).values()
    assert "Rita Rep" in names
    assert "Sten Stranger" not in names
    Organisation.objects.update(rep_figures=Organisation.RepFigures.TEAM_ONLY)
    assert client.get(new_url()).context["narrowing"].fields["owner"].widget.is_hidden


def test_what_is_waived_already_is_not_waived_again(as_head, head, days, vienna):
    waived_by(head, Clock.objects.filter(team=vienna))

    page = as_head.get(new_url(team=vienna.pk))
    assert page.context["headline"] == "All 12 clocks are waived already."
    assert "What happened" not in page.content.decode()

    response = as_head.post(new_url(team=vienna.pk), WHY | {"expected": 12})

    assert response.status_code == 422
    assert "waived already" in response.content.decode()
    assert Waiver.objects.count() == 1
    assert as_head.post(new_url(), WHY | {"expected": 28}).status_code == 302


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"reason": "", "expected": 28}, "Choose one of these."),
        ({"note": " ", "expected": 28}, "Write something here."),
        ({"reason": "because", "expected": 28}, "Select a valid choice."),
        ({"note": "x" * 501, "expected": 28}, "at most 500 characters"),
        ({"expected": 27}, "You looked at 27 clocks, and it is 28 now."),
        ({"expected": 1}, "You looked at 1 clock, and it is 28 now."),
        ({"expected": "many"}, "You looked at 0 clocks"),
        ({}, "You looked at 0 clocks"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_waived(as_head, days, given, said):
    response = as_head.post(new_url(), WHY | given)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert b'name="expected" value="28"' in response.content  # what is shown now is what is agreed to next
    assert not Waiver.objects.exists()


@pytest.mark.parametrize("verdict", ["ended", "no_data"])
def test_a_clock_outside_every_rate_is_not_offered_to_be_waived(as_head, rep, verdict):
    agree()
    if verdict == "ended":
        hand_off = hand_over(assigned(rep.owners.get()), event("rejected", NOW + HOUR), now=LATER)
    else:
        hand_off = hand_over(system=SystemFactory(key="silent", touches_from=None), now=LATER)
    clock = clock_of(hand_off)
    assert clock.verdict == verdict

    for page in (reverse("desk:hand-off", args=[hand_off.pk]), reverse("sla:clock", args=[clock.pk])):
        assert reverse("sla:waiver-new") not in as_head.get(page).content.decode()


def test_one_clock_is_waived_from_the_lead_and_everybody_reads_why(as_head, client, rep, marketer, head):
    agree()
    hand_off = hand_over(assigned(rep.owners.get()), touched(NOW + 26 * HOUR), now=LATER, company="Acme")
    clock = clock_of(hand_off)
    page = as_head.get(reverse("desk:hand-off", args=[hand_off.pk]))
    assert new_url(clock=clock.pk) in page.content.decode()

    as_head.post(new_url(clock=clock.pk), WHY | {"expected": 1})

    assert list(WaivedClock.objects.values_list("hand_off", "scope")) == [(hand_off.pk, "lead")]
    assert "Acme" not in Waiver.objects.get().covers
    for person in (head, rep, marketer):
        client.force_login(person)
        for url in (reverse("desk:hand-off", args=[hand_off.pk]), reverse("sla:clock", args=[clock.pk])):
            content = client.get(url).content.decode()
            assert "The CRM was down." in content
            assert "missed" in content


@pytest.mark.parametrize("key", ["0", "many", "9" * 30])
def test_a_clock_that_is_not_there_is_not_found(as_head, key):
    assert as_head.get(new_url(clock=key)).status_code == 404


def test_a_manager_does_not_find_the_clock_of_another_branch(client, other_manager, days, berlin):
    client.force_login(other_manager)

    assert client.get(new_url(clock=Clock.objects.filter(team=berlin).first().pk)).status_code == 404


def test_with_nothing_to_waive_there_is_no_form(as_head):
    response = as_head.get(new_url())

    assert response.context["headline"] == "There is no clock to waive here."
    assert b"Choose a reason" not in response.content


def test_taken_back_from_its_page(as_head, head, days):
    waiver = waived_by(head)

    response = as_head.post(reverse("sla:waiver-take-back", args=[waiver.pk]), follow=True)

    assert response.context["headline"] == "28 clocks were waived, and this was taken back."
    again = as_head.post(reverse("sla:waiver-take-back", args=[waiver.pk]), follow=True)
    assert "You cannot take this waiver back." in again.content.decode()
    assert as_head.get(reverse("sla:waivers")).context["standing"] == 0


def test_misses_say_which_are_waived_and_can_leave_them_out(as_head, head, days, vienna):
    waived_by(head, Clock.objects.filter(team=vienna, verdict="missed"))

    def asked(**query):
        response = as_head.get(reverse("sla:misses"), query)
        return response.context["headline"], [bool(miss.waiver) for miss in response.context["misses"]]

    when = "in the last 90 days."
    headline, flags = asked()
    assert headline == f"6 first-response promises were missed {when}"
    assert sorted(flags) == [False] * 2 + [True] * 4
    assert asked(waivers="without") == (
        f"2 first-response promises that are not waived were missed {when}",
        [False] * 2,
    )
    assert asked(waivers="only") == (f"4 waived first-response promises were missed {when}", [True] * 4)
    csv = as_head.get(reverse("sla:misses-csv"), {"waivers": "only"}).getvalue().decode()
    assert csv.count("Outage: The CRM was down.") == 4


def test_every_rate_is_shown_with_and_without(client, head, rep, administrator, days, berlin):
    waived_by(administrator, Clock.objects.filter(team=berlin, verdict="missed"))
    rebuild_facts()
    said = "100\u00a0% without the 25\u00a0% waived"
    company = "67\u00a0% without the 14\u00a0% waived"
    period = {"period": "30d"}

    client.force_login(head)
    compliance = client.get(reverse("sla:compliance"), period).content.decode()
    assert said in compliance
    assert company in compliance
    assert said in client.get(reverse("home:home")).content.decode()
    assert company in client.get(reverse("home:home")).content.decode()
    assert company in client.get(reverse("home:totals"), period).content.decode()
    client.force_login(rep)
    assert client.get(reverse("desk:my-week")).content.decode().count(said) == 2


def test_the_home_of_a_manager_asks_about_no_waived_miss(client, head, days):
    client.force_login(head)
    assert len(client.get(reverse("home:home")).context["misses"]) == 2

    waived_by(head, Clock.objects.filter(verdict="missed"))
    rebuild_facts()

    page = client.get(reverse("home:home"))
    assert page.context["misses"] == []
    assert "missed" not in (page.context["next"].text if page.context["next"] else "")


def test_the_api_says_why_a_clock_is_waived_and_how_many_are(client, head, days, vienna):
    waived_by(head, Clock.objects.filter(team=vienna))
    rebuild_facts()
    client.force_login(head)

    rows = client.get("/api/v1/clocks/", {"team": vienna.pk}).json()["results"]
    one = client.get(f"/api/v1/clocks/{rows[0]['id']}/").json()
    total = client.get("/api/v1/compliance/", {"period": "30d"}).json()["total"]

    assert {row["waiver"]["reason"] for row in rows} == {"outage"}
    assert one["waiver"]["note"] == "The CRM was down."
    assert (total["waived"]["part"], total["without_waived"]["whole"], total["compliance"]["whole"]) == (6, 8, 14)


@pytest.mark.parametrize(("name", "most"), [("new", 34), ("waiver", 18), ("waivers", 12)])
def test_the_same_queries_for_many_clocks_as_for_few(as_head, head, days, rep, name, most):
    waiver = waived_by(head)
    url = {"new": new_url(promise="all"), "waiver": reverse("sla:waiver", args=[waiver.pk])}.get(
        name, reverse("sla:waivers")
    )

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert as_head.get(url).status_code == 200
        return len(queries)

    as_head.get(url)
    few = count()
    for n in range(12):
        hand_over(assigned(rep.owners.get()), now=LATER + timedelta(seconds=n))
    waived_by(head)

    assert count() <= few <= most
