from django.db import migrations, models
from django.db.models import Case, Exists, F, Min, OuterRef, Q, When


def fill(apps, schema_editor):
    """Know ratings from the first one by Sales on that counts."""
    event = apps.get_model("leads", "Event")
    by_hand = Q(key__startswith="leadgap:") | Q(key__startswith="api:")
    shown_at = Case(When(by_hand, then="recorded_at"), When(self_reported=False, then="occurred_at"))
    voids = event.objects.filter(hand_off=OuterRef("hand_off"), kind="voided", voids=OuterRef("key"))
    rated = event.objects.filter(~Exists(voids), kind="rated", side="sales")
    for system in apps.get_model("leads", "System").objects.all():
        own = rated.filter(system=system, occurred_at__gte=F("hand_off__handed_off_at")).order_by()
        system.ratings_from = own.aggregate(first=Min(shown_at))["first"]
        system.save(update_fields=["ratings_from"])


class Migration(migrations.Migration):
    dependencies = [("leads", "0021_further_attempts_are_known")]

    operations = [
        migrations.AddField("system", "ratings_from", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
