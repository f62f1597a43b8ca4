from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0018_keep_the_lengths_of_touches"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("length_seconds__isnull", False)), fields=["hand_off"], name="leads_event_measured"
            ),
        ),
    ]
