"""The dry run judges each lead by the promises to its segment, and compares with today on the same leads."""

from decimal import Decimal

import pytest
from django.urls import reverse

from leadgap.periods import period
from leadgap.ui.formats import SPACE
from leads.services import get_or_create_source
from sla import agreements
from sla.agreements.words import dry_run_headline
from tests.factories import NOW, AgreementFactory, PromiseFactory, SegmentFactory
from tests.sla.pages import text_of
from tests.sla.world import HOUR, agree, hand_over, touched

pytestmark = pytest.mark.django_db

LATER = NOW + 200 * HOUR


@pytest.fixture
def draft(organisation):
    agree(is_retrospective=True)
    draft = AgreementFactory(state="draft", effective_on=None, text="", text_hash="", number=7)
    PromiseFactory(version=draft, target=4)
    fairs = SegmentFactory(version=draft, name="Fairs", source="Fair", position=1)
    PromiseFactory(version=draft, segment=fairs, target=40, goal=Decimal("0.5"))
    SegmentFactory(version=draft, name="Partners", source="Partner", position=2, is_promised=False)
    for source, hours in (("Fair", 22), ("Fair", 1), ("Website", 22), ("Website", 1), ("Partner", 1)):
        hand_over(touched(NOW + hours * HOUR), now=LATER, source=get_or_create_source(source))
    return draft


def test_each_promise_is_judged_over_the_leads_it_is_made_to(draft):
    run = agreements.dry_run(draft, period=period("90d", today=LATER.date()), now=LATER)

    assert {row.name: (row.kept.part, row.kept.whole, row.today.part, row.today.whole) for row in run.promises} == {
        "First response": (1, 2, 1, 2),
        "First response, Fairs": (2, 2, 1, 2),
    }
    general, fairs = run.promises
    assert (fairs.better, fairs.worse, general.better, general.worse) == (1, 0, 0, 0)
    assert (general.newly, general.no_longer, fairs.newly, fairs.no_longer) == (0, 0, 0, 0)
    assert (run.hand_offs, run.unpromised) == (5, 1)
    # One sentence for all segments, as compliance says it; the other half is what was judged, by whichever version.
    assert dry_run_headline(run).replace(SPACE, " ") == (
        "Sales would have kept 75 % (3 of 4) of its first-response promises in the last 90 days (goal 50–95 %); "
        "on the same hand-offs, as they were judged, it kept 50 % (2 of 4)."
    )


def test_the_page_says_to_whom(draft, manager, client, time_machine):
    PromiseFactory(version=draft, kind="follow_up", target=9)
    time_machine.move_to(LATER, tick=False)
    client.force_login(manager)

    said = text_of(client.get(reverse("sla:agreement-dry-run", args=[draft.number])))

    assert "Follow-up within 9 working hours" in said
    assert "Follow-up within 9 working hours<small>" not in said
    assert "First response within 40 working hours<small>Fairs</small>" in said
    assert "First response within 4 working hours<small>every other lead</small>" in said
    assert "in segments that are left out" in said
    assert "First response, Fairs: 1 newly met, 0 newly missed" in said
