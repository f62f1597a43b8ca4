"""A filter of the API that names what is not there, or is outside the scope, is refused with the same sentence."""

import pytest
from django.urls import reverse

from leadgap.accounts.models import Owner
from sla.compliance.slices import By
from sla.compliance.wall import names_asked
from sla.facts import rebuild_facts
from sla.models import AgreementVersion, Clock, Promise, Segment
from tests.factories import NOW, CampaignFactory, OwnerFactory, TeamFactory
from tests.sla.world import HOUR, agree, assigned, hand_over

pytestmark = pytest.mark.django_db

OF_CLOCKS = ("compliance", "compliance-csv", "curve", "hours", "patterns", "speed")
FILTERS = [
    *(("hand-off-list", name) for name in ("source", "owner", "team", "lead")),
    *(
        ("clock-list", name)
        for name in ("team", "hand_off", "owner", "source", "campaign", "promise", "agreement_version")
    ),
    *((view, name) for view in OF_CLOCKS for name in ("source", "team", "segment")),
    *(("scorecards", name) for name in ("source", "team")),
    *(("waiver-preview", name) for name in ("source", "team", "owner", "campaign", "segment")),
]


@pytest.fixture
def hand_off(organisation, rep, _now):
    agree()
    made = hand_over(assigned(rep.owners.get()))
    rebuild_facts()
    return made


@pytest.fixture
def by_name(organisation):
    organisation.rep_figures = organisation.RepFigures.NAMES
    organisation.save()
    return organisation


@pytest.fixture
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def ask(client, person, view, **query):
    client.force_login(person)
    return client.get(reverse(f"api:{view}"), query)


def refusal(key):
    return f"There is none of key {key}, or it is outside what you may see."


@pytest.mark.parametrize(("view", "name"), FILTERS)
def test_a_key_that_is_not_there_is_refused_in_a_sentence(client, administrator, hand_off, view, name):
    response = ask(client, administrator, view, **{name: 999_999})

    assert response.status_code == 400
    assert response.json()[name] in (refusal(999_999), [refusal(999_999)])


@pytest.mark.parametrize(
    ("view", "name", "offered"),
    [
        ("hand-off-list", "outcome", "open, won, lost"),
        ("hand-off-list", "stage", "new, accepted, qualified, won, lost, rejected, recycled, closed"),
        ("clock-list", "promise_kind", "first_response, follow_up, decision, attempts, rating, reply"),
        ("clock-list", "scope", "lead, owner"),
        ("clock-list", "verdict", "running, met, missed, ended, no_data"),
        ("scorecards", "by", "source, campaign, team, owner"),
        ("compliance", "by", "team, first_team, answering_team, owner, source, campaign, segment, week"),
        ("waiver-preview", "scope", "lead, owner"),
    ],
)
def test_a_word_that_is_not_offered_is_refused_with_those_that_are(
    client, administrator, hand_off, view, name, offered
):
    response = ask(client, administrator, view, **{name: "made-up"})

    refusal = f"“made-up” is not offered. Choose one of {offered}."
    assert response.status_code == 400
    assert response.json()[name] in (refusal, [refusal])


@pytest.mark.parametrize("key", ["x", "-1", "1.5", "9" * 30])
@pytest.mark.parametrize(
    ("view", "name"), [("hand-off-list", "owner"), ("clock-list", "team"), ("compliance", "source")]
)
def test_what_is_no_key_is_refused_as_well(client, administrator, hand_off, view, name, key):
    response = ask(client, administrator, view, **{name: key})

    assert (response.status_code, list(response.json())) == (400, [name])


@pytest.mark.parametrize(
    ("view", "name"),
    [
        ("hand-off-list", "team"),
        ("hand-off-list", "owner"),
        ("hand-off-list", "lead"),
        ("clock-list", "team"),
        ("clock-list", "owner"),
        ("clock-list", "hand_off"),
        *((view, "team") for view in (*OF_CLOCKS, "scorecards", "waiver-preview")),
    ],
)
def test_what_is_outside_the_scope_reads_as_what_is_not_there(client, other_manager, hand_off, view, name):
    key = {"hand_off": hand_off.pk}.get(name) or getattr(hand_off, f"{name}_id")

    response = ask(client, other_manager, view, **{name: key})

    assert response.status_code == 400
    assert response.json()[name] in (refusal(key), [refusal(key)])


def test_the_page_of_misses_names_no_team_of_another_branch(client, other_manager, hand_off):
    client.force_login(other_manager)

    page = client.get(reverse("sla:misses"), {"team": hand_off.team_id})

    assert page.status_code == 400
    assert hand_off.team.name not in page.content.decode().partition("<main")[2]


def test_the_page_of_misses_names_no_rep_of_another_branch(client, other_manager, hand_off, by_name):
    client.force_login(other_manager)

    page = client.get(reverse("sla:misses"), {"owner": hand_off.owner_id})

    assert page.status_code == 400
    assert hand_off.owner.name not in page.content.decode().partition("<main")[2]


def test_a_rep_is_named_to_whom_sees_their_clocks(
    rep, colleague, manager, other_manager, marketer, vienna, hand_off, by_name
):
    def named(person):
        return names_asked(By.OWNER, hand_off.owner_id, user=person, organisation=by_name)

    it = {hand_off.owner_id: "Rita Rep"}
    assert [named(person) for person in (rep, manager, marketer)] == [it, it, it]
    assert [named(person) for person in (colleague, other_manager)] == [{}, {}]
    # Whose clocks were the branch's stays known there.
    Owner.objects.filter(pk=hand_off.owner_id).update(team=vienna)
    assert (named(manager), named(other_manager)) == (it, it)


def test_what_is_there_is_answered_also_with_nothing(client, administrator, manager, rep, hand_off):
    beside, below = TeamFactory(name="Beside"), TeamFactory(name="Below", parent=manager.team)

    assert ask(client, administrator, "hand-off-list", team=beside.pk).json()["results"] == []
    assert ask(client, manager, "hand-off-list", team=below.pk).json()["results"] == []
    for person in (rep, manager, administrator):
        for name, key in (("team", hand_off.team_id), ("owner", hand_off.owner_id), ("source", hand_off.source_id)):
            assert len(ask(client, person, "hand-off-list", **{name: key}).json()["results"]) == 1
        for name, key in (("team", hand_off.team_id), ("hand_off", hand_off.pk)):
            assert len(ask(client, person, "clock-list", **{name: key}).json()["results"]) == 2
        assert ask(client, person, "compliance", team=hand_off.team_id).json()["total"]["running"] == 1


def test_a_segment_is_one_of_a_signed_version_or_none(client, administrator, hand_off):
    conditions = {"all": [{"any": [{"field": "employees", "operator": "at_least", "value": 50}]}]}
    versions = AgreementVersion.objects.get(), agree(number=51, state="draft")
    signed, draft = (
        Segment.objects.create(version=version, name="Large", position=0, conditions=conditions).pk
        for version in versions
    )

    answers = [ask(client, administrator, "compliance", segment=key).status_code for key in (0, signed, draft)]

    assert answers == [200, 200, 400]


@pytest.mark.parametrize(
    ("view", "strange"),
    [
        ("clock-list", "ownr"),
        ("clock-list", "ordering"),
        ("hand-off-list", "verdict"),
        ("agreement-list", "state"),
        ("team-list", "name"),
        ("compliance", "page"),
        ("scorecards", "segment"),
        ("board", "period"),
        ("waiver-preview", "reason"),
        ("judgement-preview", "team"),
        ("root", "page"),
    ],
)
def test_what_is_no_parameter_is_refused_by_its_name(client, administrator, hand_off, view, strange):
    response = ask(client, administrator, view, **{strange: "1"})

    assert (response.status_code, list(response.json())) == (400, [strange])
    assert f"There is no parameter “{strange}” here." in response.json()[strange][0]


def test_it_says_what_can_be_asked_for(client, administrator, hand_off):
    (said,) = ask(client, administrator, "hand-off-list", clocks="1").json()["clocks"]
    (nothing,) = ask(client, administrator, "root", clocks="1").json()["clocks"]

    assert {"page", "page_size", "handed_off_after", "owner", "external_id"} <= set(
        said.partition("asked for: ")[2].rstrip(".").split(", ")
    )
    assert nothing.endswith("Nothing can be asked for here.")


def test_of_one_row_nothing_is_asked_and_an_act_takes_no_parameter(client, administrator, hand_off):
    client.force_login(administrator)
    clock = Clock.objects.latest("pk").pk

    one = client.get(reverse("api:clock-detail", args=[clock]), {"owner": hand_off.owner_id})
    act = client.post(reverse("api:hand-off-events", args=[hand_off.pk]) + "?dry=1", {}, "application/json")

    assert (one.status_code, act.status_code) == (400, 400)
    assert "dry" in act.json()


def test_pages_and_the_format_are_known(client, administrator, hand_off):
    answers = ask(client, administrator, "clock-list", page="1", page_size="1", format="json")

    assert len(answers.json()["results"]) == 1


def test_nobody_is_told_nothing_about_parameters(client, db):
    assert client.get(reverse("api:clock-list"), {"ownr": "1"}).status_code == 401


def test_clocks_are_those_of_what_is_asked_for(client, administrator, hand_off):
    campaign, before = CampaignFactory(), NOW - HOUR
    other = hand_over(
        assigned(OwnerFactory(name="Otto"), at=before), at=before, source=campaign.source, campaign=campaign
    )
    mine, theirs = ({clock.pk for clock in each.clocks.all()} for each in (hand_off, other))
    promise = Promise.objects.get()
    assert mine
    assert theirs

    def found(**query):
        return {row["id"] for row in ask(client, administrator, "clock-list", **query).json()["results"]}

    assert found(owner=hand_off.owner_id) == mine
    assert found(source=other.source_id) == found(campaign=other.campaign_id) == theirs
    assert found(promise=promise.pk) == found(agreement_version=promise.version.number) == mine | theirs
    assert found(started_after=NOW.isoformat()) == mine
    assert found(started_before=NOW.isoformat()) == theirs


def test_a_promise_and_a_version_are_those_that_were_signed(client, administrator, hand_off):
    draft = agree(number=51, state="draft")

    for query in ({"promise": draft.promises.get().pk}, {"agreement_version": 51}):
        assert ask(client, administrator, "clock-list", **query).status_code == 400


def test_clocks_are_not_told_by_owner_where_no_figures_are(client, administrator, rep, hand_off, organisation):
    organisation.rep_figures = "team_only"
    organisation.save()

    answers = [
        ask(client, person, "clock-list", owner=hand_off.owner_id).status_code for person in (administrator, rep)
    ]

    assert answers == [400, 200]
