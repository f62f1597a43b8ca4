from django.db import migrations, models
from django.db.models import Case, Exists, F, Min, OuterRef, Q, When


def fill(apps, schema_editor):
    """Know further attempts from the first touch on that was told as an event of its own, and judge the rest again."""
    event, hand_off = apps.get_model("leads", "Event"), apps.get_model("leads", "HandOff")
    mark = apps.get_model("leads", "StaleHandOff")
    by_hand = Q(key__startswith="leadgap:") | Q(key__startswith="api:")
    shown_at = Case(When(by_hand, then="recorded_at"), When(self_reported=False, then="occurred_at"))
    voids = event.objects.filter(hand_off=OuterRef("hand_off"), kind="voided", voids=OuterRef("key"))
    touches = event.objects.filter(~Exists(voids), kind="touched", occurred_at__gte=F("hand_off__handed_off_at"))
    for system in apps.get_model("leads", "System").objects.exclude(touches_from=None):
        own = touches.filter(system=system).exclude(key__startswith="h:").order_by()
        system.attempts_from = own.aggregate(first=Min(shown_at))["first"]
        system.save(update_fields=["attempts_from"])
        if system.attempts_from == system.touches_from:
            continue
        doubted = hand_off.objects.filter(system=system, handed_off_at__gte=system.touches_from, stale=None)
        if system.attempts_from:
            doubted = doubted.filter(handed_off_at__lt=system.attempts_from)
        marks = (mark(hand_off_id=key) for key in doubted.values_list("pk", flat=True).iterator())
        mark.objects.bulk_create(marks, batch_size=2000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("leads", "0020_reasons_for_waiting")]

    operations = [
        migrations.AddField("system", "attempts_from", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
