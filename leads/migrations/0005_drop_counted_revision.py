from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0004_drop_demo_marks"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="handoff", name="leads_handoff_nobody_is_ahead"),
        migrations.RemoveIndex(model_name="handoff", name="leads_handoff_uncounted"),
        migrations.RemoveField(model_name="handoff", name="counted_revision"),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("judged_revision__lte", models.F("revision")), ("revision__gte", 1)),
                name="leads_handoff_nobody_is_ahead",
            ),
        ),
    ]
