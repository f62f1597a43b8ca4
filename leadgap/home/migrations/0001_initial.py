from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DemoCompany",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seed", models.PositiveIntegerField()),
                ("leads_a_day", models.FloatField()),
                ("starts_on", models.DateField()),
                ("rolled_to", models.DateTimeField(blank=True, null=True)),
                ("made", models.JSONField(default=dict)),
                ("made_organisation", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name_plural": "demo companies",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="home_democompany_only_one")
                ],
            },
        ),
    ]
