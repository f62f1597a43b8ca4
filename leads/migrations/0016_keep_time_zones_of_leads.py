from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0015_look_for_what_hand_offs_name_once_a_statement"),
    ]

    operations = [
        migrations.AddField(
            model_name="lead",
            name="timezone",
            field=models.CharField(
                blank=True, help_text="As the IANA names it, such as America/New_York.", max_length=64
            ),
        ),
    ]
