from django.db import migrations
from django.db.models import F, Q


def mark(apps, schema_editor):
    """Judge again what came before anybody had rated: it is missed only where a rating was promised then."""
    stale = apps.get_model("leads", "StaleHandOff")
    clocks = apps.get_model("sla", "Clock").objects.filter(
        promise__kind="rating", verdict__in=["running", "missed", "ended"]
    )
    came_before = Q(hand_off__system__ratings_from=None) | Q(
        hand_off__handed_off_at__lt=F("hand_off__system__ratings_from")
    )
    doubted = clocks.filter(came_before, hand_off__stale=None).order_by().values_list("hand_off", flat=True).distinct()
    marks = (stale(hand_off_id=key) for key in doubted.iterator())
    stale.objects.bulk_create(marks, batch_size=2000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("sla", "0029_facts_by_route"), ("leads", "0022_ratings_are_known")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
