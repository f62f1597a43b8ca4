from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0024_promise_paused_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="promise",
            name="paused_for",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Keys of the reasons for which waiting pauses it; none: any wait does.",
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="paused_in",
            field=models.JSONField(blank=True, default=list, help_text="The stages in which it stands still."),
        ),
    ]
