"""Have the days counted again on which something ended at an unknown time: its rating is due."""

from django.db import migrations

MARK = """
    INSERT INTO feedback_dirtyratingday (day, marks) SELECT DISTINCT day, 1 FROM leads_handoff
    WHERE closed_at IS NULL AND stage IN ('won', 'lost', 'rejected', 'recycled', 'closed')
    ON CONFLICT (day) DO UPDATE SET marks = feedback_dirtyratingday.marks + 1
"""


class Migration(migrations.Migration):
    dependencies = [
        ("feedback", "0001_initial"),
        ("leads", "0001_initial"),
    ]

    operations = [migrations.RunSQL(MARK, migrations.RunSQL.noop)]
