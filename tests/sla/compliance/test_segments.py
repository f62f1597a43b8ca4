"""Compliance by segment: one row through all versions, its own goal, and who is promised nothing beside."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from leadgap.periods import period
from leads.services import get_or_create_source
from sla.compliance import By, compliance
from sla.compliance.curves import promise_curve
from sla.facts import rebuild_facts
from sla.judging import sweep_due
from sla.misses import clocks_of
from sla.models import Promise
from tests.factories import NOW, PromiseFactory, SegmentFactory
from tests.sla.pages import text_of
from tests.sla.world import HOUR, agree, assigned, hand_over, touched

pytestmark = pytest.mark.django_db

LATER = NOW + 200 * HOUR


def told(source, *events, at=NOW):
    return hand_over(*events, at=at, now=LATER, source=get_or_create_source(source))


@pytest.fixture
def agreements(organisation, rep):
    """Two versions with the segment "Fairs": until February it has no promise of its own, then a long one."""
    old = agree(number=1, is_retrospective=True)
    SegmentFactory(version=old, name="Fairs", source="Fair")
    new = agree(number=2, effective_on=date(2026, 2, 1))
    fairs = SegmentFactory(version=new, name="Fairs", source="Fair", position=1)
    PromiseFactory(version=new, segment=fairs, target=40, goal=Decimal("0.5"))
    SegmentFactory(version=new, name="Partners", source="Partner", position=2, is_promised=False)
    told("Fair", touched(NOW + 24 * HOUR))
    told("Fair", touched(NOW - 999 * HOUR), at=NOW - 1000 * HOUR)
    told("Fair")
    told("Website", touched(NOW + HOUR))
    told("Website")
    told("Partner", assigned(rep.owners.get()))
    told("Partner")
    sweep_due(now=LATER)
    rebuild_facts()
    return old, new


def cut(user, by=By.SEGMENT, **fields):
    from leadgap.accounts.models import Organisation

    return compliance(
        user,
        promise_kind=fields.pop("kind", "first_response"),
        by=by,
        period=period("90d", today=LATER.date()),
        organisation=Organisation.current(),
        now=LATER,
        **fields,
    )


def rows_of(found):
    return {row.name: (row.figures.met, row.figures.missed, row.unpromised) for row in found.rows}


def test_a_segment_is_one_row_through_all_versions(agreements, administrator):
    found = cut(administrator)

    assert rows_of(found) == {"Fairs": (2, 1, 0), "Every other lead": (1, 1, 0), "Partners": (0, 0, 2)}
    assert (found.total.figures.met, found.total.figures.missed, found.total.unpromised) == (3, 2, 2)
    fairs = next(row for row in found.rows if row.name == "Fairs")
    assert fairs.key == agreements[1].segments.get(name="Fairs").pk
    others = next(row for row in found.rows if row.name == "Every other lead")
    assert (fairs.goals, others.goals) == ((Decimal("0.5"), Decimal("0.95")), (Decimal("0.95"),))


def test_the_times_of_a_segment_are_those_of_the_version_that_judged_the_most_of_it(client, agreements, administrator):
    Promise.objects.filter(version=agreements[1]).update(unit="wall_hours")
    for source in ("Fair", "Fair", "Website"):
        told(source, touched(NOW - 999 * HOUR), at=NOW - 1000 * HOUR)
    rebuild_facts()

    rows = {row.name: row for row in cut(administrator).rows}

    said = {name: (rows[name].unit.counts, rows[name].response.n) for name in ("Fairs", "Every other lead")}
    assert said == {"Fairs": ("working time", 3), "Every other lead": ("real time", 1)}


@pytest.mark.parametrize("by", [By.TEAM, By.SOURCE, By.WEEK, By.FIRST_TEAM, By.ANSWERING_TEAM])
def test_who_is_promised_nothing_is_counted_in_every_cut(agreements, administrator, by):
    found = cut(administrator, by)

    assert found.total.unpromised == 2
    assert sum(row.unpromised for row in found.rows) == 2


def test_a_manager_and_a_rep_see_their_own(agreements, manager, rep, other_manager):
    assert cut(manager).total.unpromised == 1
    assert cut(rep).total.unpromised == 1
    assert cut(other_manager).total.unpromised == 0


@pytest.mark.parametrize("version", [0, 1])
def test_one_segment_alone_is_that_of_all_versions(agreements, administrator, version):
    key = agreements[version].segments.get(name="Fairs").pk

    found = cut(administrator, By.SOURCE, only={"segment": key})

    assert rows_of(found) == {"Fair": (2, 1, 0)}
    assert (found.promise.target, found.versions) == (40, 2)
    assert cut(administrator, By.SOURCE, only={"segment": 0}).total.figures.decided == 2
    assert cut(administrator, By.SOURCE, only={"segment": 0}).promise.target == 4


def test_clocks_that_have_just_become_due_are_found_in_their_segment(agreements, administrator):
    for source in ("Fair", "Website"):
        hand_over(source=get_or_create_source(source), at=NOW, now=NOW)
    rebuild_facts()

    assert rows_of(cut(administrator)) == {"Fairs": (2, 2, 0), "Every other lead": (1, 2, 0), "Partners": (0, 0, 2)}
    key = agreements[0].segments.get(name="Fairs").pk
    assert cut(administrator, By.SOURCE, only={"segment": key}).total.figures.missed == 2
    assert cut(administrator, By.SOURCE, only={"segment": 0}).total.figures.missed == 2


def test_the_curve_of_a_segment_has_its_own_targets(agreements, administrator, organisation):
    key = agreements[1].segments.get(name="Fairs").pk
    asked = {"promise_kind": "first_response", "period": period("90d", today=LATER.date()), "now": LATER}

    of_fairs = promise_curve(administrator, organisation=organisation, only={"segment": key}, **asked)
    of_others = promise_curve(administrator, organisation=organisation, only={"segment": 0}, **asked)

    # Until February it was given four hours: no one time holds for all of these.
    assert (of_fairs.target, of_fairs.targets, of_fairs.curve.n) == (None, [4 * 3600, 40 * 3600], 3)
    assert (of_fairs.goal, of_fairs.reached) == (None, None)
    assert (of_others.target, of_others.curve.n) == (4 * 3600, 2)


def test_misses_are_kept_by_segment(agreements, administrator):
    def sources(**only):
        found = clocks_of(
            administrator,
            promise_kind="first_response",
            scope="lead",
            period=period("90d", today=LATER.date()),
            only=only,
        )
        return sorted(found.missed(LATER).values_list("hand_off__source__name", flat=True))

    old, new = agreements
    assert sources() == ["Fair", "Website"]
    assert sources(segment=old.segments.get(name="Fairs").pk) == ["Fair"]
    assert sources(segment=new.segments.get(name="Fairs").pk) == ["Fair"]
    assert sources(segment=0) == ["Website"]


def test_the_pages_say_it(agreements, administrator, client, time_machine):
    time_machine.move_to(LATER, tick=False)
    client.force_login(administrator)
    key = agreements[1].segments.get(name="Fairs").pk

    said = text_of(client.get(reverse("sla:compliance"), {"by": "segment"}))
    assert "By segment" in said
    assert "Fairs: 40 working hours." in said
    assert '<th scope="row" class="words">Partners</th>' in said
    assert "no promise</span>" in said
    assert "2 versions of this promise are counted together." in said
    assert f"segment={key}" in said

    said = text_of(client.get(reverse("sla:misses"), {"segment": key}))
    assert "1 first-response promise was missed for segment Fairs" in said
    said = text_of(client.get(reverse("sla:misses"), {"segment": "0"}))
    assert "1 first-response promise was missed for segment Every other lead" in said
    assert b"no promise" in client.get(reverse("sla:compliance-csv"), {"by": "segment"}).getvalue()


def test_the_api_says_it(agreements, administrator, client, time_machine):
    time_machine.move_to(LATER, tick=False)
    client.force_login(administrator)

    answer = client.get(reverse("api:compliance"), {"by": "segment"}).json()

    assert {row["name"]: (row["met"], row["unpromised"]) for row in answer["rows"]} == {
        "Fairs": (2, 0),
        "Every other lead": (1, 0),
        "Partners": (0, 2),
    }
    key = next(row["key"] for row in answer["rows"] if row["name"] == "Fairs")
    assert client.get(reverse("api:compliance"), {"segment": key}).json()["total"]["missed"] == 1
    assert client.get(reverse("api:compliance"), {"segment": "hot"}).status_code == 400


def test_without_segments_nobody_is_asked_for_one(organisation, administrator, client):
    agree()
    client.force_login(administrator)

    said = text_of(client.get(reverse("sla:compliance")))

    assert "segment" not in said.lower()
