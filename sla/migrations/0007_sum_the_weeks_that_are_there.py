from datetime import timedelta

from django.db import migrations


def mark_weeks(apps, schema_editor):
    """Facts from before there were sums of weeks: each of their weeks is to be summed."""
    days = apps.get_model("sla", "ClockFact").objects.values_list("day", flat=True).order_by().distinct()
    week = apps.get_model("sla", "DirtyClockWeek")
    mondays = {day - timedelta(days=day.weekday()) for day in days}
    week.objects.bulk_create([week(day=monday) for monday in sorted(mondays)], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("sla", "0006_index_the_queue_of_a_team")]

    operations = [migrations.RunPython(mark_weeks, migrations.RunPython.noop)]
