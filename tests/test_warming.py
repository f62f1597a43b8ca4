import gc

import pytest
from django.template import engines

from leadgap.warming import warm


@pytest.fixture(autouse=True)
def _as_before():
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


def test_pages_are_loaded_and_left_alone_by_the_collector(settings):
    (loader,) = engines["django"].engine.template_loaders
    loader.reset()
    kept = gc.get_freeze_count()

    warm()

    # Every page's template is read and understood, so that this also finds one that cannot be.
    assert len(loader.get_template_cache) > 100
    assert gc.get_freeze_count() > kept + 100_000
