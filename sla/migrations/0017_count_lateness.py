"""Have the facts of every day made again, so that they say how late its clocks were."""

from django.db import migrations

MARK = """
    INSERT INTO sla_dirtyclockday (day, marks) SELECT DISTINCT day, 1 FROM sla_clockfact WHERE true
    ON CONFLICT (day) DO UPDATE SET marks = sla_dirtyclockday.marks + 1
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0016_lateness"),
    ]

    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
