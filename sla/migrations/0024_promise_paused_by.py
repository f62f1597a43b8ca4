from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0023_promise_in_weeks"),
    ]

    operations = [
        migrations.AddField(
            model_name="promise",
            name="paused_by",
            field=models.CharField(
                choices=[("lead", "waiting for the lead"), ("nothing", "nothing")], default="lead", max_length=10
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "reply"), _negated=True) | models.Q(("paused_by", "lead")),
                name="sla_promise_only_sales_chooses_pauses",
                violation_error_message="Only Sales’ promises choose what pauses them.",
            ),
        ),
    ]
