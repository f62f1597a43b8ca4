"""The Celery application. Everything it knows is in the settings that begin with CELERY_."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leadgap.settings")

app = Celery("leadgap", include=["leadgap.heartbeat"])
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
