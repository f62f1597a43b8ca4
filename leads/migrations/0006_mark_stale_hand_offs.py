"""Marks of the hand-offs that are to be judged, in a narrow table of their own."""

import django.db.models.deletion
from django.db import migrations, models


def mark_the_unjudged(apps, schema_editor):
    schema_editor.execute(
        "INSERT INTO leads_stalehandoff (hand_off_id, marks) "
        "SELECT id, 1 FROM leads_handoff WHERE judged_revision <> revision"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0005_fill_the_times_of_attempts"),
    ]

    operations = [
        migrations.CreateModel(
            name="StaleHandOff",
            fields=[
                (
                    "hand_off",
                    models.OneToOneField(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="stale",
                        serialize=False,
                        to="leads.handoff",
                    ),
                ),
                ("marks", models.PositiveBigIntegerField(default=1)),
            ],
            options={
                "ordering": ["hand_off"],
            },
        ),
        migrations.RunPython(mark_the_unjudged, migrations.RunPython.noop),
    ]
