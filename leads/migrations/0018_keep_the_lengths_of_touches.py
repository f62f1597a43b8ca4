from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0017_drop_the_count_of_marks"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="length_seconds",
            field=models.PositiveIntegerField(blank=True, help_text="None: nobody measured it.", null=True),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("length_seconds", None),
                    models.Q(("kind", "touched"), ("length_seconds__range", (0, 43200))),
                    _connector="OR",
                ),
                name="leads_event_length_of_touch",
            ),
        ),
    ]
