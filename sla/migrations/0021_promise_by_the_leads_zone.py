from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0020_segment_identity_once"),
    ]

    operations = [
        migrations.AlterField(
            model_name="promise",
            name="calendar_of",
            field=models.CharField(
                choices=[
                    ("team", "the team"),
                    ("owner", "the owner"),
                    ("agreement", "the agreement"),
                    ("lead", "the lead’s time zone"),
                ],
                default="team",
                max_length=10,
            ),
        ),
    ]
