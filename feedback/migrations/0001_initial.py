import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("leads", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DirtyRatingDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("marks", models.PositiveBigIntegerField(default=1)),
                ("not_before", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="RatingFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("source", models.BigIntegerField(default=0)),
                ("campaign", models.BigIntegerField(default=0)),
                ("team", models.BigIntegerField(default=0)),
                ("owner", models.BigIntegerField(default=0)),
                ("segment", models.CharField(blank=True, max_length=10)),
                ("marketing", models.PositiveSmallIntegerField(default=0)),
                ("sales", models.PositiveSmallIntegerField(default=0)),
                ("basis", models.CharField(blank=True, max_length=10)),
                ("outcome", models.CharField(max_length=4)),
                ("fair", models.CharField(blank=True, max_length=3)),
                ("hand_offs", models.PositiveIntegerField()),
                ("sales_unsure", models.PositiveIntegerField(default=0)),
                ("rating_due", models.PositiveIntegerField(default=0, help_text="Answered by Sales, or due for it.")),
            ],
            options={
                "ordering": ["day", "pk"],
                "indexes": [models.Index(fields=["source", "day"], name="feedback_ratingfact_source")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=(
                            "day",
                            "source",
                            "campaign",
                            "team",
                            "owner",
                            "segment",
                            "marketing",
                            "sales",
                            "basis",
                            "outcome",
                            "fair",
                        ),
                        name="feedback_ratingfact_once_a_slice",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReasonFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("source", models.BigIntegerField(default=0)),
                ("campaign", models.BigIntegerField(default=0)),
                ("team", models.BigIntegerField(default=0)),
                ("owner", models.BigIntegerField(default=0)),
                ("reason", models.CharField(max_length=50)),
                ("sales", models.PositiveSmallIntegerField(default=0)),
                ("hand_offs", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["day", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "source", "campaign", "team", "owner", "reason", "sales"),
                        name="feedback_reasonfact_once_a_slice",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpectedRating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rating", models.PositiveSmallIntegerField()),
                ("set_at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="expected_ratings",
                        to="leads.campaign",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="expected_ratings", to="leads.source"
                    ),
                ),
            ],
            options={
                "ordering": ["source", "campaign", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rating__range", (1, 5))),
                        name="feedback_expectation_1_to_5",
                        violation_error_message="A rating is a whole number from 1 to 5.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("campaign", None)),
                        fields=("source",),
                        name="feedback_expectation_once_a_source",
                    ),
                    models.UniqueConstraint(fields=("campaign",), name="feedback_expectation_once_a_campaign"),
                ],
            },
        ),
    ]
