from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sla", "0021_promise_by_the_leads_zone"),
    ]

    operations = [
        migrations.CreateModel(
            name="LeadZone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=64, unique=True)),
            ],
            options={"ordering": ["pk"]},
        ),
    ]
