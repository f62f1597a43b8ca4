from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce


def fill_held_at(apps, schema_editor):
    waived = apps.get_model("sla", "WaivedClock").objects.filter(scope="owner")
    theirs = apps.get_model("leads", "Assignment").objects.filter(
        hand_off=OuterRef("hand_off_id"), number=OuterRef("number")
    )
    waived.update(held_at=Subquery(theirs.values("assigned_at")[:1]))
    waived.filter(held_at=None).delete()  # of an assignment that is gone: nothing was covered any more


def fill_number(apps, schema_editor):
    waived = apps.get_model("sla", "WaivedClock").objects.filter(scope="owner")
    theirs = apps.get_model("leads", "Assignment").objects.filter(
        hand_off=OuterRef("hand_off_id"), assigned_at__lte=OuterRef("held_at")
    )
    waived.update(number=Coalesce(Subquery(theirs.order_by("-number").values("number")[:1]), 1))


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0026_promise_within_a_year"),
        ("leads", "0020_reasons_for_waiting"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="waivedclock", name="sla_waivedclock_once_a_waiver"),
        migrations.AddField(
            model_name="waivedclock",
            name="held_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When its owner got the hand-off. None of a lead clock.",
                null=True,
            ),
        ),
        migrations.RunPython(fill_held_at, fill_number),
        migrations.RemoveField(model_name="waivedclock", name="number"),
        migrations.AddConstraint(
            model_name="waivedclock",
            constraint=models.UniqueConstraint(
                fields=("hand_off", "kind", "scope", "held_at", "waiver"),
                name="sla_waivedclock_once_a_waiver",
            ),
        ),
        migrations.AddConstraint(
            model_name="waivedclock",
            constraint=models.UniqueConstraint(
                condition=Q(held_at=None),
                fields=("hand_off", "kind", "scope", "waiver"),
                name="sla_waivedclock_of_the_lead_once_a_waiver",
            ),
        ),
        migrations.AddConstraint(
            model_name="waivedclock",
            constraint=models.CheckConstraint(
                condition=Q(("held_at", None), ("scope", "lead")) | Q(("held_at__isnull", False), ("scope", "owner")),
                name="sla_waivedclock_held_by_its_owner",
            ),
        ),
    ]
