import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0017_count_lateness"),
    ]

    operations = [
        migrations.AddField(
            model_name="segment",
            name="identity",
            field=models.UUIDField(default=uuid.uuid4),
        ),
    ]
