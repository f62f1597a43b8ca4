"""Part the first and the answering team from the other facts of lead clocks, and have these counted anew.

Until they are, pages say that they are still being counted.
"""

import django.db.models.deletion
from django.db import migrations, models

COUNT_ANEW = """
    INSERT INTO sla_dirtyclockday (day, marks) SELECT DISTINCT day, 1 FROM sla_clockfact WHERE true
    ON CONFLICT (day) DO UPDATE SET marks = sla_dirtyclockday.marks + 1
"""
FORGET = "DELETE FROM sla_clockfact WHERE scope = 'lead'; DELETE FROM sla_clockweek WHERE scope = 'lead';"


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0028_find_undecided_clocks"),
    ]

    operations = [
        migrations.RunSQL(COUNT_ANEW, COUNT_ANEW),
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="RouteFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("team", models.BigIntegerField(default=0)),
                ("source", models.BigIntegerField(default=0)),
                ("segment", models.BigIntegerField(default=0)),
                ("met", models.PositiveIntegerField(default=0)),
                ("missed", models.PositiveIntegerField(default=0)),
                ("running", models.PositiveIntegerField(default=0)),
                ("ended", models.PositiveIntegerField(default=0)),
                ("no_data", models.PositiveIntegerField(default=0)),
                (
                    "unanswered",
                    models.PositiveIntegerField(default=0, help_text="Of the missed: without the promised act so far."),
                ),
                ("met_self_reported", models.PositiveIntegerField(default=0)),
                ("missed_self_reported", models.PositiveIntegerField(default=0)),
                ("met_waived", models.PositiveIntegerField(default=0)),
                ("missed_waived", models.PositiveIntegerField(default=0)),
                ("responses", models.BinaryField(default=b"")),
                ("lates", models.BinaryField(default=b"")),
                ("waiting", models.BinaryField(default=b"")),
                ("first_team", models.BigIntegerField(default=0)),
                ("answering_team", models.BigIntegerField(default=0)),
            ],
            options={
                "ordering": ["day", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RouteWeek",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("team", models.BigIntegerField(default=0)),
                ("source", models.BigIntegerField(default=0)),
                ("segment", models.BigIntegerField(default=0)),
                ("met", models.PositiveIntegerField(default=0)),
                ("missed", models.PositiveIntegerField(default=0)),
                ("running", models.PositiveIntegerField(default=0)),
                ("ended", models.PositiveIntegerField(default=0)),
                ("no_data", models.PositiveIntegerField(default=0)),
                (
                    "unanswered",
                    models.PositiveIntegerField(default=0, help_text="Of the missed: without the promised act so far."),
                ),
                ("met_self_reported", models.PositiveIntegerField(default=0)),
                ("missed_self_reported", models.PositiveIntegerField(default=0)),
                ("met_waived", models.PositiveIntegerField(default=0)),
                ("missed_waived", models.PositiveIntegerField(default=0)),
                ("responses", models.BinaryField(default=b"")),
                ("lates", models.BinaryField(default=b"")),
                ("waiting", models.BinaryField(default=b"")),
                ("first_team", models.BigIntegerField(default=0)),
                ("answering_team", models.BigIntegerField(default=0)),
            ],
            options={
                "ordering": ["day", "pk"],
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="clockfact",
            name="sla_clockfact_once_a_slice",
        ),
        migrations.RemoveConstraint(
            model_name="clockweek",
            name="sla_clockweek_once_a_slice",
        ),
        migrations.RemoveField(
            model_name="clockfact",
            name="answering_team",
        ),
        migrations.RemoveField(
            model_name="clockfact",
            name="first_team",
        ),
        migrations.RemoveField(
            model_name="clockweek",
            name="answering_team",
        ),
        migrations.RemoveField(
            model_name="clockweek",
            name="first_team",
        ),
        migrations.AddConstraint(
            model_name="clockfact",
            constraint=models.UniqueConstraint(
                fields=("day", "promise", "scope", "team", "owner", "source", "segment"),
                name="sla_clockfact_once_a_slice",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockweek",
            constraint=models.UniqueConstraint(
                fields=("day", "promise", "scope", "team", "owner", "source", "segment"),
                name="sla_clockweek_once_a_slice",
            ),
        ),
        migrations.AddField(
            model_name="routefact",
            name="promise",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="sla.promise"
            ),
        ),
        migrations.AddField(
            model_name="routeweek",
            name="promise",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="sla.promise"
            ),
        ),
        migrations.AddConstraint(
            model_name="routefact",
            constraint=models.UniqueConstraint(
                fields=("day", "promise", "team", "first_team", "answering_team", "source", "segment"),
                name="sla_routefact_once_a_slice",
            ),
        ),
        migrations.AddConstraint(
            model_name="routeweek",
            constraint=models.UniqueConstraint(
                fields=("day", "promise", "team", "first_team", "answering_team", "source", "segment"),
                name="sla_routeweek_once_a_slice",
            ),
        ),
    ]
