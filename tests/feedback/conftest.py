import pytest

from tests.factories import SourceFactory
from tests.feedback.counted import count, hand_off
from tests.feedback.matrices import KNOWN


@pytest.fixture
def pairs():
    """The pairs of the known answers, all from one source."""
    source = SourceFactory(name="Webinar")
    for pair in KNOWN.split():
        ratings, n = pair.split(":")
        for _ in range(int(n)):
            hand_off(int(ratings[0]), int(ratings[1]), source=source)
    count()
    return source
