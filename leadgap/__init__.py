"""LeadGap: the agreement between Marketing and Sales, measured.

The Celery application is imported here so that `@shared_task` finds it in every process.
"""

from leadgap.celery import app as celery_app

__all__ = ["celery_app"]
