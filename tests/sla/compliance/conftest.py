import pytest

from sla.models import Promise
from tests.sla.world import agree


@pytest.fixture
def promise(organisation) -> Promise:
    return agree().promises.get()
