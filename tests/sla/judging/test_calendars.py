"""The history of a calendar’s versions."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sla.judging.calendars import Calendars
from sla.models import CalendarVersion
from tests.factories import NOW
from tests.sla.world import HOUR


@settings(max_examples=60)
@given(
    sinces=st.lists(st.tuples(st.integers(0, 500), st.none() | st.integers(0, 500)), min_size=1, max_size=6),
    hour=st.integers(-10, 510),
)
def test_of_all_versions_that_have_begun_the_newest_counts(sinces, hour):
    versions = [
        CalendarVersion(
            pk=number,
            calendar_id=1,
            number=number,
            timezone="UTC",
            weekly={"mon": [["00:00", f"00:{number:02}"]]},
            created_at=NOW + made * HOUR,
            counts_from=None if back is None else NOW + back * HOUR,
        )
        for number, (made, back) in enumerate(sinces, 1)
    ]
    history = Calendars(versions).history(len(versions))
    at = int((NOW + hour * HOUR).timestamp())

    begun = [
        version
        for version in versions
        if version.number == 1 or (version.counts_from or version.created_at).timestamp() <= at
    ]
    reigning = history.versions[sum(change <= at for change in history.changes)]
    assert reigning == begun[-1].compiled()
    assert list(history.changes) == sorted(set(history.changes))
