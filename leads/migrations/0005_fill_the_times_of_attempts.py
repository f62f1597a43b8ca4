"""Give the hand-offs that were touched before the times of their attempts."""

from django.db import migrations
from django.db.models import Q

from leads.reprojecting import fill


def fill_attempts(apps, schema_editor):
    fill(apps, ["attempt_times"], Q(attempts__gt=0))


class Migration(migrations.Migration):
    dependencies = [("leads", "0004_keep_the_times_of_attempts")]

    operations = [migrations.RunPython(fill_attempts, migrations.RunPython.noop)]
