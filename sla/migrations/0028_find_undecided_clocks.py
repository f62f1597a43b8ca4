from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sla", "0027_waived_clocks_by_when_they_were_held")]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                fields=["hand_off"],
                name="sla_clock_undecided",
                condition=models.Q(("verdict", "ended"), ("verdict", "no_data"), _connector="OR"),
            ),
        ),
    ]
