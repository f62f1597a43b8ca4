from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0022_number_the_zones_of_leads"),
    ]

    operations = [
        migrations.AlterField(
            model_name="promise",
            name="unit",
            field=models.CharField(
                choices=[
                    ("minutes", "working minutes"),
                    ("hours", "working hours"),
                    ("days", "working days"),
                    ("wall_minutes", "minutes"),
                    ("wall_hours", "hours"),
                    ("wall_days", "days"),
                    ("wall_weeks", "weeks"),
                ],
                default="hours",
                max_length=15,
            ),
        ),
    ]
