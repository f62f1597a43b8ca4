"""A mark is held by a lock of its row, so that it need not be counted."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0016_keep_time_zones_of_leads"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="stalehandoff",
            name="marks",
        ),
    ]
