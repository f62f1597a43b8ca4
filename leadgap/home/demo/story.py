"""The demo company: who works there, where its leads come from, and what is wrong with it. Pure data.

Lumen Grid sells energy monitoring to companies. Nine things are built in, for a visitor to find:

- Marketing overrates the Webinar and underrates Content downloads.
- Content downloads convert better than Paid search at small and at large companies, and worse overall, because
  they come from small companies (Simpson).
- Vienna answers late what arrives in the afternoon.
- A lead that is answered later than promised is rated worse: it did not get a fair shot.
- Who asks for a demo is promised an answer within minutes, a list of webinar guests within days, and Sales works so.
- Leads arrive around the clock, and some always late in the day (`TeamStory.waits`): at any hour of any day some
  clocks run, some are due soon and some are overdue.
- Marketing holds up some of the guests of its webinars: they are qualified, and handed over days later.
- The telephones of Berlin and Vienna say how long a call was, and in one rep's hurry most are over within a minute.
- A year holds both changes of the clocks, and Boston changes three weeks before Berlin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

ORGANISATION = "Lumen Grid"
ZONE = "Europe/Berlin"
SYSTEM = "demo"
SIZES = ("small", "medium", "large")
# A lead of a smaller company is not qualified.
QUALIFIED = 5
# About so many of all leads are qualified.
QUALIFIED_SHARE = 0.99
# The first answer that is promised, in seconds of business time, and the points that a later one costs.
PROMISED, LATE_COSTS = 2 * 3600, 0.7
OPEN_DAY = 8 * 3600
EMPLOYEES = {"small": (4, 49), "medium": (50, 999), "large": (1000, 20_000)}


@dataclass(frozen=True, slots=True)
class TeamStory:
    """A team: its zone and holidays, its reps, its share of the leads, how long it takes to answer in business time.

    `median` and `spread` are of a lognormal response time, in seconds and as a factor. `late_after` is the local hour
    from which the team answers in `late_median` instead.

    `waits` are the leads that come every working day, whatever else does: from which local time, and after how many
    minutes of business time they are answered, at least and at most. Each is due soon until the next one is, and the
    clock of the last one of the day stands still, with less than an hour left, until the team is back. One waits until
    two days later.

    `measures_calls`: its telephones say how long a call was.
    """

    name: str
    country: str
    subdivision: str
    zone: str
    reps: tuple[str, ...]
    share: float
    median: float
    spread: float = 2.4
    late_after: int = 24
    late_median: float = 0
    waits: tuple[tuple[time, int, int], ...] = ()
    measures_calls: bool = False


TEAMS = (
    TeamStory(
        "Berlin",
        "DE",
        "BE",
        "Europe/Berlin",
        ("Jana Vogt", "Emre Aksoy", "Lina Brandt"),
        0.42,
        median=22 * 60,
        measures_calls=True,
    ),
    TeamStory(
        "Vienna",
        "AT",
        "9",
        "Europe/Vienna",
        ("Paul Gruber", "Sofia Haas", "Tobias Lechner"),
        0.26,
        median=26 * 60,
        late_after=14,
        late_median=150 * 60,
        waits=((time(13, 30), 115, 119), (time(14, 20), 125, 280), (time(15, 15), 660, 940), (time(16, 10), 130, 300)),
        measures_calls=True,
    ),
    TeamStory(
        "Boston",
        "US",
        "MA",
        "America/New_York",
        ("Grace Kim", "Owen Walsh", "Maya Patel"),
        0.32,
        median=18 * 60,
        waits=((time(16, 10), 115, 119),),
    ),
)


IN_A_HURRY = "Sofia Haas"
# The last figures of a number are drawn. These are kept free for stories, so that a tap in the demo rings nobody.
PHONES = {"Berlin": "+49 30 23125 {:.3}", "Vienna": "+49 30 23125 {:.3}", "Boston": "+1 617 555 01{:.2}"}
# The reasons for which a lead is rated well.
PRAISE = frozenset({"good-fit", "clear-need", "decision-maker", "ready-to-buy"})


@dataclass(frozen=True, slots=True)
class SegmentStory:
    """Leads that are promised another first answer, in seconds of business time.

    `pace` is how much of its usual time a team takes for them; what is hot is assigned sooner, too.
    """

    name: str
    promised: int
    pace: float


HOT = SegmentStory("Hot inbound", 15 * 60, 0.15)
EVENTS = SegmentStory("Event lists", 3 * OPEN_DAY, 14)


@dataclass(frozen=True, slots=True)
class SourceStory:
    """A source: its share of the leads, the companies it brings, and what both sides think of them.

    `conversion` is won of closed by company size. `sales` and `marketing` are the centres of the two ratings;
    marketing None: it does not rate them. `segment` None: it is promised the same as every other lead. `held_up` is
    the share of its leads that Marketing calls qualified and hands over only days later.
    """

    name: str
    side: str
    direction: str
    campaigns: tuple[str, ...]
    share: float
    sizes: Mapping[str, float]
    conversion: Mapping[str, float]
    sales: float
    marketing: float | None
    # What the agreement says that a lead is worth: it is won now and then, and many never come so far.
    worth: int = 0
    around_the_clock: bool = False
    reasons: tuple[str, ...] = field(default=())
    segment: SegmentStory | None = None
    held_up: float = 0

    @property
    def promised(self) -> int:
        """The first answer that is promised, in seconds of business time."""
        return self.segment.promised if self.segment else PROMISED


SOURCES = (
    SourceStory(
        "Demo request",
        "marketing",
        "inbound",
        ("Website", "Pricing page"),
        0.24,
        {"small": 0.35, "medium": 0.45, "large": 0.2},
        {"small": 0.34, "medium": 0.42, "large": 0.46},
        sales=4.1,
        marketing=4.4,
        worth=6800,
        around_the_clock=True,
        reasons=("clear-need", "ready-to-buy", "decision-maker"),
        segment=HOT,
    ),
    SourceStory(
        "Webinar",
        "marketing",
        "inbound",
        ("Energy audit live", "Metering basics"),
        0.22,
        {"small": 0.4, "medium": 0.4, "large": 0.2},
        {"small": 0.07, "medium": 0.1, "large": 0.12},
        sales=2.5,
        marketing=4.2,
        worth=1400,
        reasons=("only-researching", "student", "no-budget"),
        segment=EVENTS,
        held_up=0.1,
    ),
    SourceStory(
        "Paid search",
        "marketing",
        "inbound",
        ("Brand", "Energy monitoring"),
        0.22,
        {"small": 0.2, "medium": 0.1, "large": 0.7},
        {"small": 0.1, "medium": 0.26, "large": 0.4},
        sales=3.4,
        marketing=3.6,
        worth=11800,
        around_the_clock=True,
        reasons=("wrong-contact", "clear-need", "too-small"),
    ),
    SourceStory(
        "Content download",
        "marketing",
        "inbound",
        ("ISO 50001 checklist", "Savings calculator"),
        0.2,
        {"small": 0.75, "medium": 0.1, "large": 0.15},
        {"small": 0.2, "medium": 0.36, "large": 0.54},
        sales=3.5,
        marketing=2.3,
        worth=5200,
        around_the_clock=True,
        reasons=("good-fit", "clear-need", "not-now"),
        held_up=0.04,
    ),
    SourceStory(
        "Own research",
        "sales",
        "outbound",
        ("Account list",),
        0.12,
        {"small": 0.2, "medium": 0.4, "large": 0.4},
        {"small": 0.22, "medium": 0.3, "large": 0.34},
        sales=3.7,
        marketing=None,
        reasons=("good-fit", "not-now"),
    ),
)

# Local part of the e-mail, name, role; reps are those of the teams.
PEOPLE = (
    ("hannah.weiss", "Hannah Weiss", "manager"),
    ("marco.silva", "Marco Silva", "marketer"),
    ("nora.lind", "Nora Lind", "marketer"),
    ("ada.berg", "Ada Berg", "administrator"),
    ("ivo.kran", "Ivo Kran", "auditor"),
)
MAIL_DOMAIN = "lumen-grid.example"
# Who is off: in how many days, from which hour, for how long.
TIME_OFF = (
    ("Lina Brandt", 3, time(), timedelta(days=5), "Moving house"),
    ("Tobias Lechner", 6, time(12), timedelta(hours=3), "School play"),
    ("Owen Walsh", 12, time(), timedelta(days=9), "Hiking"),
)
# What was said of the agreement: how many days before it was signed, by whom, for which side.
COMMENTS = (
    (6, "marco.silva", "marketing", "Two working hours, counted where the team sits: can Vienna keep that?"),
    (
        5,
        "hannah.weiss",
        "sales",
        "Yes. Its calendar closes when Vienna does. Friday at four is the hard one.",
    ),
    (
        2,
        "nora.lind",
        "marketing",
        "Then we rather lose small companies than the two hours. The size stays in.",
    ),
)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words(
    "Anna Ben Clara David Elif Felix Greta Hugo Ines Jonas Karim Lea Milan Noor Oskar Pia Quentin Rosa "
    "Samir Tilda Uwe Vera Wanda Yusuf Zoe Alice Bruno Carla Diego Emma Farid Gwen Henrik Ida Juri Kaya "
    "Luis Mila Nils Olga"
)
LAST_NAMES = _words(
    "Albers Becker Castro Dahl Eriksen Fuchs Garcia Huber Ivanov Jansen Keller Lorenz Meyer Novak Olsen "
    "Peters Quint Rossi Sato Tanaka Ulrich Vidal Wagner Young Zeller Adler Bauer Cohen Duarte Engel "
    "Fischer Graf Hansen"
)
COMPANY_WORDS = _words("North Harbor Alpine River Summit Bright Stone Green Silver Iron Oak Maple Coast Delta Prime")
COMPANY_KINDS = _words("Foods Logistics Works Bakery Plastics Hotels Textiles Cooling Print Mills Pharma Retail Steel")
INDUSTRIES = ("Manufacturing", "Food", "Logistics", "Hospitality", "Retail", "Chemicals", "Property")
TITLES = ("Head of Operations", "Energy Manager", "Plant Director", "CFO", "Facility Manager", "Engineer", "Assistant")
COUNTRIES = {"Berlin": ("DE", "NL", "PL"), "Vienna": ("AT", "CH", "CZ"), "Boston": ("US", "CA")}
ZONES = {
    "DE": "Europe/Berlin", "NL": "Europe/Amsterdam", "PL": "Europe/Warsaw", "AT": "Europe/Vienna",
    "CH": "Europe/Zurich", "CZ": "Europe/Prague", "US": "America/Chicago", "CA": "America/Vancouver",
}  # fmt: skip


# What is said about a lead, by Sales and by Marketing.
QUESTIONS = (
    "What did they ask for in the form? The note is empty.",
    "Is this the same company as last month’s fair?",
    "Who invited them? They do not remember us.",
    "Which page did they come from?",
)
OBJECTIONS = (
    "They are students, writing a paper.",
    "A competitor, looking at our prices.",
    "They have no buildings of their own, so there is nothing to meter.",
    "They never asked to be called.",
)
REPLIES = (
    "Thank you, you are right. We take this form field out of the score.",
    "Thank you. We will ask for the number of sites from now on.",
    "They came by the partner’s newsletter; we have told the partner.",
    "Seen. The campaign ends this week.",
    "They had opened the price list twice, so we thought it was worth a call.",
)
