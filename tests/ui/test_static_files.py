import json

import pytest
from whitenoise.storage import CompressedManifestStaticFilesStorage

from leadgap.ui.static_files import StaticFiles


@pytest.fixture
def kept(tmp_path, settings):
    settings.DEBUG = False
    manifest = {"version": "1.1", "paths": {"css/page.css": "css/page.0123.css"}}
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))
    return tmp_path


def test_a_file_has_the_address_that_whitenoise_gives_it(kept):
    address = StaticFiles(kept).url("css/page.css")

    assert address.endswith("css/page.0123.css")
    assert address == CompressedManifestStaticFilesStorage(kept).url("css/page.css")


def test_an_address_is_worked_out_once(kept, monkeypatch):
    storage, asked = StaticFiles(kept), []
    monkeypatch.setattr(storage, "stored_name", lambda name: asked.append(name) or name)

    assert storage.url("css/page.css") == storage.url("css/page.css")
    assert asked == ["css/page.css"]


def test_a_file_that_was_not_collected_is_refused_each_time(kept):
    storage = StaticFiles(kept)

    for _ in range(2):
        with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
            storage.url("css/forgotten.css")
