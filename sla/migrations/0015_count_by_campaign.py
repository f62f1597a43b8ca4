"""Have the facts of every day made again, so that what was counted before is counted by campaign too."""

from django.db import migrations

MARK = """
    INSERT INTO sla_dirtyclockday (day, marks) SELECT DISTINCT day, 1 FROM leads_handoff WHERE true
    ON CONFLICT (day) DO UPDATE SET marks = sla_dirtyclockday.marks + 1
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0014_facts_by_campaign"),
        ("leads", "0001_initial"),
    ]

    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
