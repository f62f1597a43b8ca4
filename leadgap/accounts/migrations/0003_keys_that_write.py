from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_grace_minutes"),
    ]

    operations = [
        migrations.AddField(
            model_name="apikey",
            name="may_write",
            field=models.BooleanField(
                default=False, help_text="Whether it may do what its owner may do, or only read."
            ),
        ),
    ]
