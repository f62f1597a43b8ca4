"""LeadGap's own settings, with data that vanishes after the run and hashing that is quick.

DATABASE_URL and REDIS_URL still choose the database and the queue (`make test-services`).
"""

import os
import tempfile

_data = tempfile.TemporaryDirectory(prefix="leadgap-tests-")
os.environ["LEADGAP_DATA_DIR"] = _data.name
os.environ.setdefault("SECRET_KEY", "only-for-tests")

from leadgap.settings import *  # noqa: E402, F403
from leadgap.settings import CACHES, DATABASES, ON_SQLITE, STATIC_ROOT, STORAGES  # noqa: E402

# A file, because a database in memory has no WAL and shows other threads and processes something else.
if ON_SQLITE:
    DATABASES["default"]["TEST"] = {"NAME": f"{_data.name}/test.sqlite3"}
else:
    # What a test has committed need not outlive the server.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"

# Runs side by side do not take each other's messages, and no test finds what another left in the cache.
CELERY_TASK_DEFAULT_QUEUE = f"test-{os.getpid()}"
CACHES["default"]["KEY_FUNCTION"] = "tests.caching.key_of_this_test"
CELERY_WORKER_LOG_COLOR = False

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # looks for a file when it is asked for, not for all of them with each new client
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns where there is none
