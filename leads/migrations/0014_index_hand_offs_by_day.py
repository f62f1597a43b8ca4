"""Index hand-offs by day: a year has 365, so that PostgreSQL keeps each once (docs/adr/0021-indexes-by-day.md)."""

from django.db import migrations, models

RENEWED = (
    "leads_handoff_day",
    "leads_handoff_of_owner",
    "leads_handoff_of_team",
    "leads_handoff_of_source",
    "leads_handoff_of_campaign",
    "leads_handoff_open",
    "leads_handoff_unanswered",
    "leads_handoff_unanswered_own",
    "leads_handoff_unanswered_team",
    "leads_handoff_unrated",
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_grace_minutes"),
        ("leads", "0013_ask_marketing_only_about_its_own"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="handoff",
            options={"ordering": ("-day", "-handed_off_at", "-pk")},
        ),
        *[migrations.RemoveIndex(model_name="handoff", name=name) for name in RENEWED],
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(fields=["day"], name="leads_handoff_day"),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(fields=["owner", "day"], name="leads_handoff_of_owner"),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(fields=["team", "day"], name="leads_handoff_of_team"),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(fields=["source", "day"], name="leads_handoff_of_source"),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("campaign__isnull", False)),
                fields=["campaign", "day"],
                name="leads_handoff_of_campaign",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("handed_off_at__isnull", False)),
                fields=["day"],
                name="leads_handoff_open",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("first_genuine_at", None), ("handed_off_at__isnull", False)),
                fields=["day"],
                name="leads_handoff_unanswered",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("first_genuine_at", None), ("handed_off_at__isnull", False)),
                fields=["owner", "day"],
                name="leads_handoff_unanswered_own",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("first_genuine_at", None), ("handed_off_at__isnull", False)),
                fields=["team", "day"],
                name="leads_handoff_unanswered_team",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(
                    ("handed_off_at__isnull", False), ("sales_answered_at", None), ("sales_rating", None)
                ),
                fields=["day"],
                name="leads_handoff_unrated",
            ),
        ),
    ]
