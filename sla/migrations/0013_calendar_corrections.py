from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0012_promise_starts_and_stops"),
    ]

    operations = [
        migrations.AddField(
            model_name="calendarversion",
            name="is_spread",
            field=models.BooleanField(
                default=True,
                help_text="False: it was corrected, and a job will have the clocks on it judged anew.",
            ),
        ),
    ]
