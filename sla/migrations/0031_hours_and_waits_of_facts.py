"""Keep in facts when clocks started, how long those without the act waited, and how the closed ended; count all anew.

Until that is done, pages say that they are still being counted.
"""

from typing import Any

from django.db import migrations, models

COUNT_ANEW = """
    INSERT INTO sla_dirtyclockday (day, marks) SELECT DISTINCT day, 1 FROM sla_clockfact WHERE true
    ON CONFLICT (day) DO UPDATE SET marks = sla_dirtyclockday.marks + 1
"""
FACTS = ("ClockFact", "ClockWeek", "CampaignFact", "CampaignWeek", "RouteFact", "RouteWeek")


def keep_rows_whole(apps: Any, schema_editor: Any) -> None:
    """Leave what a row keeps of single clocks beside its counts: out of line, each would be looked up and unpacked."""
    if schema_editor.connection.vendor == "postgresql":
        for name in FACTS:
            table = apps.get_model("sla", name)._meta.db_table
            schema_editor.execute(f"ALTER TABLE {table} SET (toast_tuple_target = 8160)")


def forget_what_waits(apps: Any, schema_editor: Any) -> None:
    """Forget what is kept in another form before and after; counts and times of what is over stand meanwhile."""
    for name in FACTS:
        apps.get_model("sla", name).objects.exclude(waiting=b"").update(waiting=b"")


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0030_judge_who_was_not_asked_to_rate"),
    ]

    operations = [
        migrations.RunPython(keep_rows_whole, migrations.RunPython.noop),
        migrations.RunPython(forget_what_waits, forget_what_waits),
        migrations.RunSQL(COUNT_ANEW, COUNT_ANEW),
        migrations.AddField(
            model_name="clockfact",
            name="open_waits",
            field=models.BinaryField(default=b""),
        ),
        migrations.AddField(
            model_name="clockfact",
            name="starts",
            field=models.BinaryField(default=b""),
        ),
        migrations.AddField(
            model_name="clockfact",
            name="waits",
            field=models.BinaryField(default=b""),
        ),
        migrations.AddField(
            model_name="clockweek",
            name="open_waits",
            field=models.BinaryField(default=b""),
        ),
        migrations.AddField(
            model_name="clockweek",
            name="starts",
            field=models.BinaryField(default=b""),
        ),
        migrations.AddField(
            model_name="clockweek",
            name="waits",
            field=models.BinaryField(default=b""),
        ),
        migrations.AddField(
            model_name="routefact",
            name="closed",
            field=models.BinaryField(default=b""),
        ),
        migrations.AddField(
            model_name="routeweek",
            name="closed",
            field=models.BinaryField(default=b""),
        ),
    ]
