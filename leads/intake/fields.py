"""What a column can mean: the fields of the two kinds of file, with the names that other systems give them. Pure.

Adding a field: a line here, its reading in `handoffs.py` or `activities.py`, a line in docs/importing.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from leads.lifecycle import LEADS_TO, Kind

HAND_OFFS, ACTIVITIES = "hand_offs", "activities"


class Type(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    INSTANT = "instant"
    COUNT = "count"
    NUMBER = "number"
    MONEY = "money"
    RATING = "rating"
    YES_NO = "yes_no"
    CHOICE = "choice"
    ACTS = "acts"
    ZONE = "zone"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Field:
    """One meaning of a column."""

    name: str
    label: str
    type: Type = Type.TEXT
    limit: int = 200  # characters, of a text
    choices: tuple[str, ...] = ()
    is_required: bool = False
    # Whether its values are few, so that a person can say what each of them stands for.
    has_values: bool = False
    # What other systems call it, for guessing.
    known_as: str = ""


# The attribute under which a lead keeps when Marketing called it qualified, as ISO text in UTC.
QUALIFIED_BY_MARKETING = "Qualified by Marketing at"
UNSURE = "unsure"  # the answer "could not tell" to the rating question
STAGES = tuple(str(kind) for kind in LEADS_TO)
BASES = ("individual", "score_band", "default")
SIDES = ("marketing", "sales", "referral", "partner")
# What the state of an activity can say, apart from nothing.
ACTS = (str(Kind.TOUCHED), str(Kind.PAUSED), *STAGES)
CHANNELS = ("call", "email", "meeting", "chat", "social", "other")
DIRECTIONS = ("outbound", "inbound")
RESULTS = ("connected", "no_answer")

_THE_HAND_OFF = (
    Field(
        "external_id",
        "Id of the hand-off",
        limit=180,
        is_required=True,
        known_as="id, record id, lead id, prospect id, contact id, deal id, opportunity id, hand-off id, handoff, "
        "external id, lead number, number, hs object id, lead uuid, uuid, person id, deal - id, lead - id",
    ),
    Field(
        "lead_external_id",
        "Id of the lead, where a lead is handed off more than once",
        limit=180,
        known_as="associated contact ids, primary contact id, who id",
    ),
    Field(
        "handed_off_at",
        "Handed to Sales at",
        Type.INSTANT,
        known_as="handed off at, hand-off date, handoff date, handed over at, handed off, handed off on, handed over, "
        "handed over on, handed to sales, handed to sales on, "
        "became a sales qualified lead date, date entered sales qualified lead, sql date, "
        "became a marketing qualified lead date, mql date, opened at, "
        "lead created time, create date, created at, created date, created, createdate, creation date, created on, "
        "created time, lead created, deal created, deal - deal created, lead - lead created, date added, lead date, "
        "received at, received on, date received, received, submitted at, inquiry date, enquiry date, date",
    ),
    Field(
        "marketing_qualified_at",
        QUALIFIED_BY_MARKETING,
        Type.INSTANT,
        # The last two come late: a file that says nothing better of the hand-off means it by them.
        known_as="marketing qualified at, marketing qualified date, marketing qualified lead at, mql at, "
        "marketing qualified on, marketing qualified lead on, mql on, date mql, became mql, became mql on, "
        "date entered mql, "
        "marketing qualified lead date, date marketing qualified, qualified by marketing, qualified by marketing on, "
        "date entered marketing qualified lead, became a marketing qualified lead date, mql date",
    ),
    Field(
        "source",
        "Source",
        is_required=True,
        has_values=True,
        known_as="source, lead source, original source, original source type, original traffic source, "
        "latest traffic source, channel, traffic source, record source, first touch channel, acquisition source, "
        "deal - source, lead - source, source channel, deal - source channel, lead - source channel",
    ),
    Field(
        "campaign",
        "Campaign",
        known_as="campaign, campaign name, utm campaign, first conversion, last campaign, campaign source, "
        "most recent campaign, original source drill-down 1",
    ),
    Field(
        "owner",
        "Owner in Sales",
        known_as="owner, lead owner, contact owner, deal owner, opportunity owner, hubspot owner, sales owner, "
        "assigned to, sales rep, rep, salesperson, sales person, account executive, "
        "deal - owner, lead - owner, owner name, record owner",
    ),
    Field(
        "team",
        "Team in Sales",
        limit=100,
        known_as="team, sales team, hubspot team, owner team, assignment group, territory, owner role",
    ),
    Field(
        "assigned_at",
        "Assigned at",
        Type.INSTANT,
        known_as="assigned at, owner assigned date, assignment date, date assigned, hubspot owner assigned date",
    ),
)

_WHAT_HAPPENED = (
    Field(
        "first_touch_at",
        "First touched by Sales at",
        Type.INSTANT,
        known_as="first touch at, first response at, first contacted, first contact date, date of first engagement, "
        "first outreach date, first activity date, first call date, first responded at, first response time, "
        "first touch, first contact, first contacted at, first contact at, first response, first call, first outreach",
    ),
    Field("accepted_at", "Accepted at", Type.INSTANT, known_as="accepted at, sal date, accepted date"),
    Field("rejected_at", "Rejected at", Type.INSTANT, known_as="rejected at, rejected date, disqualified date"),
    Field("qualified_at", "Qualified at", Type.INSTANT, known_as="qualified at, qualified date, converted date"),
    Field(
        "outcome",
        "Outcome, or how far it is",
        Type.CHOICE,
        choices=STAGES,
        has_values=True,
        known_as="outcome, converted, is converted, won, is won, deal stage, stage, status, lead status, "
        "deal - status, lead - status, opportunity stage, is closed won, disposition, result, won or lost, won/lost",
    ),
    Field(
        "closed_at",
        "Ended at",
        Type.INSTANT,
        known_as="closed at, close date, closed date, won time, lost time, deal - won time, deal - deal closed on, "
        "deal closed on, won date, lost date, actual close date, closed on, date closed, close time, closed time, "
        "closing date, end date, ended on, date ended, won at, lost at, won on, lost on, ended, closed",
    ),
    Field(
        "reason",
        "Reason of the rejection, the loss or the rating",
        has_values=True,
        known_as="lost reason, closed lost reason, loss reason, rejection reason, disqualified reason, "
        "unqualified reason, deal - lost reason, reason, status reason",
    ),
    Field(
        "value",
        "Value",
        Type.MONEY,
        known_as="amount, value, deal value, deal amount, revenue, deal - value, lead - value, estimated value",
    ),
)

_RATINGS = (
    Field(
        "sales_rating",
        "Rating by Sales",
        Type.RATING,
        has_values=True,
        known_as="sales rating, rating by sales, lead quality, sales score, sales feedback",
    ),
    Field("sales_rated_at", "Rated by Sales at", Type.INSTANT, known_as="sales rated at, rated at"),
    Field(
        "marketing_rating",
        "Rating by Marketing",
        Type.RATING,
        has_values=True,
        known_as="marketing rating, rating by marketing, lead grade, grade, lead rating, rating, "
        "asymmetrique profile index",
    ),
    Field("marketing_rated_at", "Rated by Marketing at", Type.INSTANT, known_as="marketing rated at"),
    Field("marketing_basis", "Basis of Marketing’s rating", Type.CHOICE, choices=BASES, has_values=True),
)

_THE_LEAD = (
    Field("name", "Name", known_as="name, full name, lead name, contact name, contact, person, deal - contact person"),
    Field("first_name", "First name", limit=100, known_as="first name, firstname, given name"),
    Field("last_name", "Last name", limit=99, known_as="last name, lastname, surname, family name"),
    Field(
        "email",
        "E-mail",
        limit=254,
        known_as="email, e-mail, email address, e-mail address, work email, person - email, contact email, e mail",
    ),
    Field(
        "phone", "Phone", limit=50, known_as="phone, phone number, mobile, mobile phone number, telephone, work phone"
    ),
    Field(
        "company",
        "Company",
        known_as="company, company name, account, account name, organization, organisation, organization name, "
        "associated company, lead - organization, deal - organization",
    ),
    Field("title", "Job title", known_as="title, job title, position, role"),
    Field("industry", "Industry", limit=120, known_as="industry, sector"),
    Field("country", "Country", limit=100, known_as="country, country/region, country region, mailing country"),
    Field("city", "City", limit=120, known_as="city, town, mailing city"),
    Field(
        "timezone",
        "Time zone of the lead",
        Type.ZONE,
        known_as="timezone, time zone, tz, iana time zone, lead time zone, contact time zone, person - time zone",
    ),
    Field(
        "employees",
        "Employees",
        Type.COUNT,
        known_as="employees, number of employees, no of employees, company size, employee count, headcount",
    ),
    Field(
        "score",
        "Lead score",
        Type.NUMBER,
        known_as="score, lead score, hubspot score, contact score, behavioral score, engagement score",
    ),
    Field("lead_created_at", "Lead created at", Type.INSTANT, known_as="lead created at, contact created at"),
)

_THE_ACTIVITY = (
    Field(
        "hand_off",
        "Id of the hand-off",
        limit=180,
        is_required=True,
        known_as="number, lead id, hand-off, hand-off id, handoff, contact id, associated contact ids, deal id, "
        "who id, related to, record id, prospect id, lead number, associated deal ids, case number, lead, deal - id",
    ),
    Field(
        "external_id",
        "Id of the activity",
        limit=160,
        known_as="activity id, task id, event id, call id, engagement id, id, external id",
    ),
    Field(
        "occurred_at",
        "Happened at",
        Type.INSTANT,
        is_required=True,
        known_as="updated at, occurred at, activity date, timestamp, date, time, call start time, due date, "
        "created at, created date, completed at, marked as done time, start time, engagement date, "
        "done at, last modified date, when",
    ),
    Field(
        "state",
        "State or type of the activity",
        Type.ACTS,
        choices=ACTS,
        is_required=True,
        has_values=True,
        known_as="state, status, type, activity type, task type, engagement type, activity, event, subtype, action",
    ),
    Field(
        "owner",
        "Owner in Sales",
        known_as="owner, activity assigned to, assigned to, assigned to user, user, created by, done by, author, "
        "activity owner, rep, sales rep, performed by",
    ),
    Field("team", "Team in Sales", limit=100, known_as="team, sales team, hubspot team, assignment group"),
    Field(
        "channel",
        "Channel",
        Type.CHOICE,
        choices=CHANNELS,
        has_values=True,
        known_as="channel, medium, communication channel",
    ),
    Field(
        "direction",
        "Direction",
        Type.CHOICE,
        choices=DIRECTIONS,
        has_values=True,
        known_as="direction, call direction, email direction, call type",
    ),
    Field(
        "result",
        "Result",
        Type.CHOICE,
        choices=RESULTS,
        has_values=True,
        known_as="result, outcome, call outcome, call result, disposition, meeting outcome, call disposition",
    ),
    Field(
        "length",
        "Length of the call",
        Type.LENGTH,
        known_as="length, call length, call duration, call duration in seconds, hs call duration, duration, "
        "duration in seconds, duration seconds, duration sec, call duration seconds, call duration sec, talk time, "
        "call time, duration minutes, duration in minutes, call duration minutes, call duration in minutes",
    ),
    Field("automated", "Sent automatically", Type.YES_NO, has_values=True, known_as="automated, is automated"),
    Field(
        "waiting_reason",
        "Reason for waiting",
        has_values=True,
        known_as="waiting reason, reason for waiting, pending reason, on hold reason, hold reason, pause reason",
    ),
    Field("note", "Note", limit=10_000, known_as="note, notes, comments, description, body, activity notes, subject"),
)

# The fields in the groups in which a list of choices shows them.
GROUPS: Mapping[str, Mapping[str, tuple[Field, ...]]] = {
    HAND_OFFS: {
        "The hand-off": _THE_HAND_OFF,
        "What happened": _WHAT_HAPPENED,
        "Ratings": _RATINGS,
        "The lead": _THE_LEAD,
    },
    ACTIVITIES: {"The activity": _THE_ACTIVITY},
}
FIELDS: Mapping[str, Mapping[str, Field]] = {
    kind: {field.name: field for fields in groups.values() for field in fields} for kind, groups in GROUPS.items()
}
