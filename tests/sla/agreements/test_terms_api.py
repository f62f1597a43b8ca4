"""Writing the terms of a draft by the API: what may stand in them, and what is refused where."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from leadgap.audit.models import AuditEntry
from sla import agreements
from sla.models import AgreementVersion
from tests.factories import NOW, AgreementFactory, SourceFactory
from tests.sla.agreements.sent import FIRST, LIST, terms, url_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nine_hours_later")]
HOT = "3f0c1a52-8c1d-4a44-9d5e-0c5f4c8b7a11"
INBOUND = {"name": "Hot", "conditions": {"all": [{"any": [{"field": "country", "operator": "present"}]}]}}


def test_terms_say_what_pauses_a_promise(say, head, calendar):
    paused = FIRST | {"paused_for": ["away"], "paused_in": ["qualified"]}

    made = say(head, LIST, terms(promises=[paused]))
    refused = say(head, LIST, terms(promises=[paused | {"paused_in": ["new"]}]))
    again = say(head, LIST, made.json())

    assert made.status_code == 201
    said = made.json()["promises"][0]
    assert (said["paused_for"], said["paused_in"]) == (["away"], ["qualified"])
    assert refused.status_code == 400
    assert "so the stage new cannot pause it" in refused.content.decode()
    assert again.json()["promises"][0]["paused_for"] == ["away"]


def test_a_draft_is_begun_and_says_what_was_sent(say, head, calendar):
    SourceFactory(name="Website")
    sent = terms(
        segments=[INBOUND],
        promises=[FIRST, FIRST | {"segment": "Hot", "target": 15}],
        monthly_promises=[{"kind": "volume", "goal": "120.0000", "fields": []}],
        lead_values=[{"source": "Website", "amount": "1500.00"}, {"source": None, "amount": "10.00"}],
        definition=INBOUND["conditions"],
    )

    response = say(head, LIST, sent)

    found = response.json()
    assert (response.status_code, found["number"], found["state"], found["text_hash"]) == (201, 1, "draft", "")
    assert [(each["segment"], each["target"]) for each in found["promises"]] == [(None, 60), ("Hot", 15)]
    assert {name: found[name] for name in ("definition", "lead_values", "effective_on")} == {
        name: sent[name] for name in ("definition", "lead_values", "effective_on")
    }
    assert found["monthly_promises"][0]["goal"] == "120.0000"
    assert AuditEntry.objects.get().actor == head


def test_an_export_sent_back_is_the_same_version(say, client, head, calendar):
    template = agreements.TEMPLATES[3].terms(calendar)
    first = agreements.draft(terms=template, user=head, now=NOW)
    client.force_login(head)
    exported = client.get(reverse("sla:agreement-export", args=[first.number])).json()

    number = say(head, LIST, exported).json()["number"]

    again = AgreementVersion.objects.get(number=number)
    assert number == 2
    assert agreements.terms_of(again) == agreements.terms_of(first)


def test_a_segment_that_is_renamed_stays_the_one_it_was(say, head, calendar):
    first = say(head, LIST, terms(segments=[INBOUND, INBOUND | {"name": "Cold"}])).json()
    hot, cold = first["segments"]

    second = say(head, LIST, terms(segments=[cold, hot | {"name": "Hottest"}, INBOUND])).json()
    third = say(head, LIST, terms(segments=[INBOUND])).json()

    assert [(each["name"], each["identity"]) for each in second["segments"][:2]] == [
        ("Cold", cold["identity"]),
        ("Hottest", hot["identity"]),
    ]
    assert second["segments"][2]["identity"] not in {hot["identity"], cold["identity"]}
    # Nothing is in force, so a name alone says nothing here.
    assert third["segments"][0]["identity"] != hot["identity"]


def test_a_draft_is_told_that_its_segment_is_another_one(say, head, calendar):
    draft = say(head, LIST, terms(segments=[INBOUND])).json()
    url, own = url_of(draft["number"]), draft["segments"][0]["identity"]

    for identity, expected in ((None, own), (own, own), (HOT, HOT), (HOT, HOT), (None, HOT)):
        found = say(head, url, terms(segments=[INBOUND | {"identity": identity}]), "put").json()
        assert found["segments"][0]["identity"] == expected

    entry = AuditEntry.objects.get(action="agreement.changed")
    assert entry.data["segment_identities"] == [own, HOT]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"promises": [FIRST | {"target": 0}]}, "promises.first_response", "a promise of zero cannot be kept"),
        ({"promises": [FIRST | {"target": 366 * 1440 + 1}]}, "promises.first_response", "more than a year"),
        ({"promises": [FIRST | {"target": 10**30}]}, "promises.first_response", "more than a year"),
        ({"promises": [FIRST | {"goal": "1.5"}]}, "promises.first_response", "goal is a share"),
        ({"promises": [FIRST | {"goal": "95"}]}, "promises", "write 0.95 for 95 %"),
        ({"promises": [FIRST | {"attempts": 3}]}, "promises.first_response", "only a promise of attempts"),
        ({"promises": [FIRST | {"kind": "rating", "stops": "touch"}]}, "promises.rating", "only a first response and"),
        ({"promises": [FIRST | {"kind": "reply", "calendar_of": "owner"}]}, "promises.reply", "agreement’s own hours"),
        (
            {"promises": [FIRST | {"unit": "wall_days", "target": 2, "calendar_of": "owner"}]},
            "promises.first_response",
            "nobody’s calendar",
        ),
        ({"promises": [FIRST, FIRST]}, "promises", "cannot be made twice"),
        ({"promises": [FIRST | {"segment": "Cold"}]}, "promises", "no segment called “Cold”"),
        ({"promises": [FIRST | {"kind": "love"}]}, "promises", "love"),
        ({"monthly_promises": [{"kind": "volume", "goal": "0"}]}, "monthly_promises.volume", "promise of nothing"),
        (
            {"monthly_promises": [{"kind": "volume", "goal": "1", "fields": ["country"]}]},
            "monthly_promises.volume",
            "only completeness",
        ),
        ({"segments": [INBOUND, INBOUND]}, "segments", "two segments called “Hot”"),
        (
            {"segments": [INBOUND | {"identity": HOT}, INBOUND | {"name": "Cold", "identity": HOT}]},
            "segments",
            f"Two segments say that they are {HOT}",
        ),
        ({"segments": [INBOUND | {"identity": "Hot"}]}, "segments", "UUID"),
        ({"definition": {"all": "x"}}, "definition", "not a list of clauses"),
        ({"definition": {"all": [{"any": [], "sentence": "\0"}]}}, "definition", "cannot be stored"),
        (
            {"definition": {"all": [INBOUND["conditions"]["all"][0] | {"sentence": "x" * 301}]}},
            "definition",
            "at most 300 letters",
        ),
        ({"calendar": {"name": "Moon"}}, "calendar", "no calendar called “Moon”"),
        ({"lead_values": [{"source": "Moon", "amount": 5}]}, "lead_values", "Moon"),
        ({"format": "other"}, "format", "other"),
        ({"format_version": 2}, "format_version", "1"),
        ({"title": ""}, "title", "blank"),
    ],
)
def test_what_cannot_be_promised_is_400_with_its_field_and_why(say, head, drafted, changes, field, words):
    for method, url in (("post", LIST), ("put", url_of(drafted["number"]))):
        response = say(head, url, terms(**changes), method)

        assert response.status_code == 400
        assert list(response.json()) == [field]
        assert words in str(response.json())
    assert AgreementVersion.objects.count() == 1


def test_a_draft_is_written_anew(say, marketer, drafted):
    response = say(marketer, url_of(drafted["number"]), terms(title="Theirs", promises=[]), "put")

    assert (response.status_code, response.json()["title"], response.json()["promises"]) == (200, "Theirs", [])


def test_a_draft_that_is_newer_than_what_was_read_is_not_written_over(say, marketer, head, drafted):
    url, read = url_of(drafted["number"]), {"if_revision": drafted["revision"]}
    theirs = say(marketer, url, terms(title="Theirs") | read, "put").json()

    response = say(head, url, terms(title="Mine") | read, "put")

    assert (response.status_code, "Somebody has changed version" in response.json()["detail"]) == (409, True)
    assert say(head, url, terms(title="Theirs") | read, "put").json() == theirs
    assert say(head, url, terms(title="Mine") | {"if_revision": theirs["revision"]}, "put").json()["title"] == "Mine"
    assert say(marketer, url, terms(title="Over it"), "put").status_code == 200


@pytest.mark.parametrize("state", ["proposed", "signed", "withdrawn"])
def test_no_other_version_is_edited(say, head, calendar, state):
    version = AgreementFactory(state=state, text="x", text_hash="x")

    response = say(head, url_of(version.number), terms(), "put")

    assert response.status_code == 409
    assert response.json() == {"detail": f"Version {version.number} is {state}, so it cannot be changed."}


def test_a_day_more_than_a_year_ahead_is_refused(say, head, drafted):
    far = terms(effective_on="2036-11-27")

    for response in (say(head, LIST, far), say(head, url_of(drafted["number"]), far, "put")):
        assert response.status_code == 400
        assert "27 November 2036 is more than a year ahead." in response.json()["effective_on"][0]


def test_writing_many_promises_takes_no_more_queries_than_few(say, head, calendar):
    kinds = ["first_response", "follow_up", "decision", "rating", "reply"]

    def queries(promises):
        say(head, LIST, terms())
        with CaptureQueriesContext(connection) as captured:
            assert say(head, LIST, terms(promises=promises)).status_code == 201
        return len(captured)

    assert queries([FIRST]) == queries([FIRST | {"kind": kind} for kind in kinds])


@pytest.mark.parametrize(
    ("strange", "where"),
    [
        ({"monthly": []}, ["monthly"]),
        ({"promises": [FIRST | {"start": "assigned"}]}, ["promises", "0", "start"]),
        ({"calendar": {"name": "Office", "calender_of": "owner"}}, ["calendar", "calender_of"]),
    ],
)
def test_a_field_that_no_draft_has_is_refused_by_its_name(say, manager, calendar, strange, where):
    response = say(manager, LIST, terms(**strange))

    said = response.json()
    for name in where:
        said = said[name]
    assert (response.status_code, said) == (400, [f"There is no field “{where[-1]}” here."])
    assert not AgreementVersion.objects.exists()
