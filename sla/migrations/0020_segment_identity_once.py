from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0019_segments_of_one_name"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="segment",
            constraint=models.UniqueConstraint(fields=("version", "identity"), name="sla_segment_identity_once"),
        ),
    ]
