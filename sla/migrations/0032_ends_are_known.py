from django.db import migrations

ENDED = ["closed", "lost", "recycled", "rejected", "won"]


def mark(apps, schema_editor):
    """Judge again what is over since nobody knows when: without the act it is no longer missed."""
    stale = apps.get_model("leads", "StaleHandOff")
    clocks = apps.get_model("sla", "Clock").objects.filter(
        promise__kind__in=["first_response", "follow_up", "decision"],
        verdict__in=["running", "missed"],
        stopped_at=None,
        hand_off__closed_at=None,
        hand_off__stage__in=ENDED,
        hand_off__stale=None,
    )
    doubted = clocks.order_by().values_list("hand_off", flat=True).distinct()
    marks = (stale(hand_off_id=key) for key in doubted.iterator())
    stale.objects.bulk_create(marks, batch_size=2000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("sla", "0031_hours_and_waits_of_facts"), ("leads", "0022_ratings_are_known")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
