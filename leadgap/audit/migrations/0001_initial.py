import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "actor_name",
                    models.CharField(blank=True, help_text="As it was then; empty: the system itself.", max_length=150),
                ),
                (
                    "action",
                    models.CharField(help_text="A stable dotted name, such as agreement.signed.", max_length=80),
                ),
                ("target", models.CharField(blank=True, help_text="What was changed, as model:key.", max_length=120)),
                ("data", models.JSONField(default=dict)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "audit entries",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["target", "-at"], name="audit_entry_target"),
                    models.Index(fields=["-at", "-id"], name="audit_entry_newest"),
                ],
            },
        ),
    ]
