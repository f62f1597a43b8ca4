"""The list of misses: whose they are, and why each was missed."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from leadgap.accounts.models import Organisation
from tests.factories import NOW, ClockFactory, PromiseFactory
from tests.sla.compliance.pages import LATER, company, get
from tests.sla.world import HOUR, agree, assigned, clock_of, event, hand_over, touched

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_days_later")]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        pytest.param({"week": "soon"}, "A date is written like 2026-03-31.", id="no week"),
        pytest.param({"week": "9999-12-27"}, "“9999-12-27” is too far away", id="no week that ends"),
        pytest.param({"team": "999999"}, "There is no current team 999999,", id="no team"),
        pytest.param({"source": "x"}, "“x” is not a key.", id="no key"),
        pytest.param({"source": "9" * 19}, f"There is none of key {'9' * 19},", id="no room for it"),
        pytest.param({"promise": "love"}, "“love” is not a promise.", id="no promise"),
        pytest.param({"waivers": "all"}, "“all” is not a choice of waivers.", id="no waivers"),
        pytest.param({"start": "2026-12-01", "end": "2026-11-01"}, ">1 Nov 2026</span> before it", id="reversed"),
    ],
)
@pytest.mark.parametrize("name", ["sla:misses", "sla:misses-csv", "sla:clocks"])
def test_misses_of_what_does_not_exist_are_refused(client, auditor, name, asked, sentence):
    agree()

    response = get(client, auditor, name, **asked)

    assert response.status_code == 400
    assert sentence in response.content.decode()


@pytest.mark.parametrize("name", ["sla:misses", "sla:misses-csv", "sla:clocks"])
@pytest.mark.parametrize("cut", ["owner", "first_team"])
def test_a_slice_that_somebody_cannot_choose_is_not_passed_over(client, rep, marketer, name, cut):
    Organisation.objects.update(rep_figures=Organisation.RepFigures.TEAM_ONLY)
    user = marketer if cut == "owner" else rep

    response = get(client, user, name, **{cut: rep.owners.get().pk})

    assert response.status_code == 400
    assert f"“{cut}” is not offered. Choose one of" in response.content.decode()


def test_a_miss_says_why_in_one_line(client, auditor, rep):
    agree()
    hand_over(assigned(rep.owners.get(), NOW + HOUR), touched(NOW + 26 * HOUR), now=LATER)

    response = get(client, auditor, "sla:misses")

    # Open on the day until 17:00 in Berlin: two hours; the next day until 17:00, eight.
    sentence = response.context["misses"][0].sentence
    assert sentence == "Answered 6\u00a0h late; 1\u00a0h passed before anybody had it."


@pytest.mark.parametrize(
    ("events", "sentence"),
    [
        ([], "Not answered, 1\u00a0working\u00a0d\u00a04\u00a0h late so far."),
        ([event("closed", NOW + 26 * HOUR)], "Closed 6\u00a0h late, not answered."),
    ],
)
def test_a_miss_without_an_answer_says_so(client, auditor, events, sentence):
    agree()
    hand_over(*events, now=LATER)

    assert get(client, auditor, "sla:misses").context["misses"][0].sentence == sentence


def test_a_clock_that_started_in_the_year_before_it_was_due_says_so(client, auditor):
    agree(effective_on=date(2025, 1, 1))
    hand_over(at=datetime(2025, 12, 31, 15, tzinfo=UTC), now=LATER)

    page = get(client, auditor, "sla:misses", period="all").content.decode()

    assert "31 Dec 2025, 16:00 Berlin" in page
    assert "1 Jan 2026" in page


def test_misses_are_those_of_the_reader(client, rep, stranger, manager, auditor):
    agree()
    company(rep.owners.get(), missed=1)
    company(stranger.owners.get(), missed=1)

    counts = [get(client, user, "sla:misses").context["page"].paginator.count for user in (rep, manager, auditor)]

    assert counts == [1, 1, 2]


def test_who_sees_no_rep_beside_a_hand_off_has_no_column_of_reps(client, rep, auditor, marketer):
    agree()
    company(rep.owners.get(), missed=1)

    pages = [get(client, user, "sla:misses").content.decode() for user in (auditor, marketer)]

    assert ['data-label="Rep"' in page for page in pages] == [True, False]


def test_of_a_lead_that_was_passed_on_a_rep_reads_no_miss_but_the_own(client, rep, colleague):
    agree(first_response=1)
    owners = [person.owners.get() for person in (rep, colleague)]
    hand_over(*(assigned(owner, NOW + place * 20 * HOUR) for place, owner in enumerate(owners)), now=LATER)

    for person, number in ((rep, 1), (colleague, 2)):
        page, file = (get(client, person, name) for name in ("sla:misses", "sla:misses-csv"))
        assert [miss.clock.number for miss in page.context["misses"]] == [number]
        assert len(file.getvalue().decode().splitlines()) == 2


def test_a_rep_reads_which_replies_marketing_owes(client, rep):
    """They have lead clocks only; the figures of a rep, which are of owner clocks, know none of them."""
    lead = hand_over(assigned(rep.owners.get()), now=LATER)
    reply = PromiseFactory(version=agree(), kind="reply", target=1)
    ClockFactory(hand_off=lead, promise=reply, verdict="missed", due_at=NOW + HOUR)

    page = get(client, rep, "sla:misses", promise="reply", period="all")

    assert page.context["headline"] == "1 reply promise was missed."
    assert page.context["compliance_url"] == f"{reverse('sla:compliance')}?period=all"


def test_the_misses_csv_has_all_of_them(client, auditor, rep):
    agree()
    company(rep.owners.get(), missed=3)

    lines = get(client, auditor, "sla:misses-csv").getvalue().decode().splitlines()

    assert len(lines) == 4


def test_the_file_of_misses_holds_common_spaces_only(client, auditor, rep):
    agree()
    company(rep.owners.get(), missed=1)

    text = b"".join(get(client, auditor, "sla:misses-csv").streaming_content).decode()

    assert "late" in text
    assert "\u00a0" not in text


# Handed over before the office opens at 9:00, for the eight hours until 17:00: due as it closes.
BEFORE_HOURS, CLOSES = NOW.replace(hour=6), NOW.replace(hour=16)


@pytest.mark.parametrize(
    ("events", "why", "headline"),
    [
        pytest.param(
            [],
            "Not answered, due at the close of hours.",
            "Missed: it was due at the close of hours, and not done yet.",
            id="not answered",
        ),
        pytest.param(
            [touched(CLOSES + HOUR)],
            "Answered after hours.",
            "Missed: done after hours, when all of the promised 1 working day had passed.",
            id="answered",
        ),
        pytest.param(
            [event("closed", CLOSES + HOUR)],
            "Closed after hours, not answered.",
            "Missed: it was due at the close of hours, and not done.",
            id="closed",
        ),
    ],
)
def test_what_was_due_when_the_office_closed_is_not_called_late_by_nothing(
    client, auditor, time_machine, events, why, headline
):
    evening = CLOSES + 2 * HOUR
    time_machine.move_to(evening, tick=False)
    agree(first_response=8)
    hand_off = hand_over(*events, at=BEFORE_HOURS, now=evening)

    (miss,) = get(client, auditor, "sla:misses").context["misses"]
    page = get(client, auditor, "sla:clock", clock_of(hand_off).pk)

    assert (miss.sentence, page.context["headline"].replace("\u00a0", " ")) == (why, headline)
