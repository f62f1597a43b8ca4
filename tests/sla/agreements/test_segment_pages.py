"""The pages of the segments: what each person reads, what the editor keeps, what a refusal looks like."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from leads.services import get_or_create_source
from sla import agreements
from sla.agreements import PromiseTerms, SegmentTerms, Terms
from sla.models import AgreementVersion, Promise
from tests.factories import NOW, AgreementFactory, CalendarFactory, PromiseFactory, SegmentFactory
from tests.sla.agreements.drafts import form_of
from tests.sla.pages import text_of
from tests.sla.world import HOUR, hand_over

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_hours_later")]

HOT = SegmentTerms(
    "Hot inbound",
    {"all": [{"any": [{"field": "source", "operator": "one_of", "value": ["Demo request"]}]}]},
    [PromiseTerms("first_response", 15, "minutes", Decimal("0.9"))],
)
UNITS = {f"{kind}-unit": "days" for kind in Promise.Kind.values if kind != "first_response"}
EVENTS = SegmentTerms(
    "Event lists", {"all": [{"any": [{"field": "source", "operator": "contains_any", "value": ["fair"]}]}]}
)


@pytest.fixture
def draft(manager, organisation):
    terms = Terms(
        calendar=CalendarFactory(),
        promises=[PromiseTerms("first_response", 4, "hours", Decimal("0.95"))],
        segments=[HOT, EVENTS],
        effective_on=date(2026, 4, 1),
    )
    return agreements.draft(terms=terms, user=manager, now=NOW)


def page(name, version, *more):
    return reverse(f"sla:{name}", args=[version.number, *more])


def names(version):
    return [segment.name for segment in agreements.terms_of(AgreementVersion.objects.get(pk=version.pk)).segments]


def form(**changes):
    return {
        "name": "Partners",
        "condition-TOTAL_FORMS": "1",
        "condition-INITIAL_FORMS": "0",
        "condition-0-joined": "and",
        "condition-0-field": "source",
        "condition-0-operator": "one_of",
        "condition-0-value": "Partner",
        "first_response-target": "4",
        "first_response-unit": "hours",
        "first_response-goal": "95",
        **UNITS,
    } | changes


def test_the_page_says_who_falls_into_which(as_, marketer, draft):
    for source, count in (("Demo request", 3), ("Trade fair", 1), ("Website", 2)):
        for _ in range(count):
            hand_over(source=get_or_create_source(source))
    hand_over(source=get_or_create_source("Demo request"), at=NOW - 24 * 100 * HOUR, now=NOW)

    said = text_of(as_(marketer).get(page("segments", draft)))

    assert "67 % of the last 90 days’ 6 leads fall into a segment, 50 % into Hot inbound." in said
    assert "Source is Demo request." in said
    assert "First response within 15 working minutes" in said
    assert "Promised the same as every other lead." in said
    assert "<strong>3</strong>" in said
    assert "50 %" in said
    assert "Every other lead" in said
    assert "<strong>2</strong>" in said
    assert "Counted over the 6 leads that were handed over in the last 90 days, qualified or not." in said


def test_a_segment_that_nobody_reaches_is_warned_of(as_, manager, draft):
    hand_over(source=get_or_create_source("Website"))
    narrower = SegmentTerms(
        "Large demo",
        {"all": [*HOT.conditions["all"], {"any": [{"field": "score", "operator": "at_least", "value": 80}]}]},
    )
    agreements.change_segments(draft, lambda found: [*found, narrower], user=manager, now=NOW)

    said = text_of(as_(manager).get(page("segments", draft)))

    assert "No lead can reach it: “Hot inbound”, further up, takes all of them." in said
    assert said.count("None of the last 90 days’ leads falls into it.") == 2
    assert "It asks for the lead score. Sales rates blind" in said


def test_a_segment_is_not_saved_over_a_newer_one(as_, manager, marketer, draft):
    hot, events = draft.segments.all()
    url = page("segment-edit", draft, hot.pk)
    read = as_(manager).get(url).context["revision"]
    as_(marketer).post(page("segment-edit", draft, events.pk), form(name="Fairs"))  # another one is no matter
    as_(marketer).post(url, form(name="Theirs") | {"revision": read})

    refused = as_(manager).post(url, form(name="Mine") | {"revision": read})

    assert refused.status_code == 422
    assert "Somebody has changed “Theirs” since you opened it" in text_of(refused)
    assert 'value="Mine"' in text_of(refused)
    assert names(draft) == ["Theirs", "Fairs"]
    assert as_(marketer).post(url, form(name="Theirs") | {"revision": read}).status_code == 302
    as_(manager).post(url, form(name="Mine") | {"revision": refused.context["revision"]})
    assert names(draft) == ["Mine", "Fairs"]


def test_without_segments_the_page_says_so(as_, manager, draft):
    agreements.change_segments(draft, lambda _: [], user=manager, now=NOW)

    said = text_of(as_(manager).get(page("segments", draft)))

    assert "Every lead is promised the same." in said
    assert page("segment-new", draft) in said


def test_a_segment_is_added_at_the_end(as_, manager, draft):
    response = as_(manager).post(
        page("segment-new", draft), form(is_unpromised="on", **{"first_response-is_made": "on"})
    )

    assert response.url == page("segments", draft)
    added = agreements.terms_of(draft).segments[-1]
    assert (added.name, added.is_promised, list(added.promises)) == ("Partners", False, [])
    assert added.conditions == {"all": [{"any": [{"field": "source", "operator": "one_of", "value": ["Partner"]}]}]}


def test_a_segment_is_renamed_and_promised_something_in_its_place(as_, manager, draft):
    hot = draft.segments.get(name="Hot inbound")
    said = text_of(as_(manager).get(page("segment-edit", draft, hot.pk)))
    assert 'value="Hot inbound"' in said
    assert "Every other lead: First response within 4 working hours for 95 %." in said
    assert "Not promised to every other lead." in said

    data = form(name="Hottest", **{"first_response-is_made": "on", "first_response-target": "1"})
    response = as_(manager).post(page("segment-edit", draft, hot.pk), data)

    assert response.url == page("segments", draft)
    assert names(draft) == ["Hottest", "Event lists"]
    assert agreements.terms_of(draft).segments[0].promises[0].target == 1


def test_more_lines_keep_what_was_typed(as_, manager, draft):
    response = as_(manager).post(page("segment-new", draft), form(add="1"))

    assert response.status_code == 200
    said = text_of(response)
    assert 'name="condition-TOTAL_FORMS" value="3"' in said
    assert 'value="Partner"' in said
    assert names(draft) == ["Hot inbound", "Event lists"]


def test_leads_are_counted_before_anything_is_saved(as_, manager, draft):
    for source in ("Partner", "Partner", "Website", "Trade fair"):
        hand_over(source=get_or_create_source(source))

    def count(**changes):
        return text_of(as_(manager).post(page("segment-new", draft), form(count="1", **changes)))

    for name in ("Partners", ""):  # which may come later
        said = count(name=name)
        assert "<strong>2</strong> of the last 90 days’ 4 leads would fall into it." in said
        assert "Write something here." not in said
    # What a segment further up takes is not counted again.
    said = text_of(
        as_(manager).post(page("segment-new", draft), form(count="1", **{"condition-0-value": "Trade fair"}))
    )
    assert "<strong>0</strong> of the last 90 days’ 4 leads would fall into it." in said
    said = count(**{"condition-0-field": ""})
    assert "Add a line that says which leads belong to it." in said
    assert names(draft) == ["Hot inbound", "Event lists"]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": "hot inbound"}, "There are two segments called"),
        ({"condition-0-field": ""}, "Partners: Without a condition every lead would belong to it."),
        ({"condition-0-field": "attributes.Shoe"}, "which no lead has"),
        ({"condition-0-operator": "at_least"}, "whether source is at least cannot be asked"),
        ({"first_response-is_made": "on", "first_response-target": "0"}, "a promise of zero cannot be kept"),
        ({"name": ""}, "Write something here."),
    ],
)
def test_what_cannot_be_agreed_is_said_in_the_form(as_, manager, draft, changes, problem):
    response = as_(manager).post(page("segment-new", draft), form(**changes))

    assert response.status_code == 422
    assert problem in text_of(response)
    assert names(draft) == ["Hot inbound", "Event lists"]


def test_the_order_is_changed_by_its_buttons(as_, manager, draft):
    hot, events = draft.segments.all()

    said = text_of(as_(manager).get(page("segments", draft)))
    assert said.count(f'name="order" value="{events.pk},{hot.pk}"') == 2
    as_(manager).post(page("segments-order", draft), {"order": f"{events.pk},{hot.pk}"})

    assert names(draft) == ["Event lists", "Hot inbound"]


@pytest.mark.parametrize("order", ["", "{hot}", "{hot},{hot}", "{hot},{events},7", "x,y"])
def test_an_order_of_other_segments_is_refused(as_, manager, draft, order):
    hot, events = draft.segments.all()

    response = as_(manager).post(page("segments-order", draft), {"order": order.format(hot=hot.pk, events=events.pk)})

    assert response.status_code == 422
    assert "Somebody has added or removed a segment meanwhile." in text_of(response)
    assert names(draft) == ["Hot inbound", "Event lists"]


def test_an_order_that_somebody_has_changed_meanwhile_is_not_replaced(as_, manager, marketer, draft):
    keys = [str(segment.pk) for segment in draft.segments.all()]
    seen, moved = ",".join(keys), ",".join(reversed(keys))
    assert f'name="seen" value="{seen}"' in text_of(as_(manager).get(page("segments", draft)))
    as_(marketer).post(page("segments-order", draft), {"order": moved, "seen": seen})

    late = as_(manager).post(page("segments-order", draft), {"order": seen, "seen": seen})

    assert late.status_code == 422
    assert "Somebody has moved a segment meanwhile." in text_of(late)
    assert f'name="seen" value="{moved}"' in text_of(late)
    assert names(draft) == ["Event lists", "Hot inbound"]
    same = as_(manager).post(page("segments-order", draft), {"order": moved, "seen": seen})
    assert same.status_code == 302


def test_a_segment_is_removed(as_, manager, draft):
    hot = draft.segments.get(name="Hot inbound")

    as_(manager).post(page("segment-remove", draft, hot.pk))

    assert names(draft) == ["Event lists"]
    assert as_(manager).post(page("segment-remove", draft, hot.pk)).status_code == 404


def test_a_version_in_force_is_read_and_not_changed(as_, manager, rep, organisation):
    version = AgreementFactory()
    PromiseFactory(version=version)
    hot = SegmentFactory(version=version, name="Hot inbound")

    said = text_of(as_(rep).get(page("segments", version)))
    assert "Hot inbound" in said
    assert page("segments-order", version) not in said
    for name, *more in (("segment-new",), ("segment-edit", hot.pk)):
        opened = as_(manager).get(page(name, version, *more), follow=True)
        refused = as_(manager).post(page(name, version, *more), form())
        assert "Only a draft can be changed." in text_of(opened)
        assert refused.status_code == 422
        assert f"Version {version.number} is signed, so it cannot be changed." in text_of(refused)
        assert form()["name"] in text_of(refused)  # nothing that was typed is lost
    for name, data, *more in (("segments-order", {"order": str(hot.pk)}), ("segment-remove", {}, hot.pk)):
        response = as_(manager).post(page(name, version, *more), data)
        assert response.status_code == 422
        assert f"Version {version.number} is signed, so it cannot be changed." in text_of(response)
    assert names(version) == ["Hot inbound"]


def test_the_editor_of_the_agreement_keeps_the_segments(as_, manager, draft):
    response = as_(manager).post(page("agreement-edit", draft), form_of(draft, title="Ours") | UNITS)

    assert response.status_code == 302
    assert names(draft) == ["Hot inbound", "Event lists"]


def test_the_api_says_the_same(as_, manager, rep, draft):
    for source in ("Demo request", "Demo request", "Website"):
        hand_over(source=get_or_create_source(source))
    url = reverse("api:segments", args=[draft.number])

    answer = as_(manager).get(url).json()

    assert (answer["hand_offs"], answer["rest"]) == (3, 1)
    keys = dict(draft.segments.values_list("name", "pk"))
    assert answer["segments"] == [
        {"id": keys["Hot inbound"], "name": "Hot inbound", "hand_offs": 2},
        {"id": keys["Event lists"], "name": "Event lists", "hand_offs": 0},
    ]
    assert as_(rep).get(url).status_code == 404
    assert as_(manager).put(url, [], content_type="application/json").status_code == 405
