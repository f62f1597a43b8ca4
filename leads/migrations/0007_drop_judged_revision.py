"""What has been judged is what has no mark. Taken back, every hand-off is judged again, which changes nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0006_mark_stale_hand_offs"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="handoff", name="leads_handoff_nobody_is_ahead"),
        migrations.RemoveIndex(model_name="handoff", name="leads_handoff_unjudged"),
        migrations.RemoveField(model_name="handoff", name="judged_revision"),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("revision__gte", 1)), name="leads_handoff_revision_from_1"
            ),
        ),
    ]
