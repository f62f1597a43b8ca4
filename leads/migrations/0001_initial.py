import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("jobs", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(editable=False, help_text="The name, case-folded.", max_length=200)),
                ("name", models.CharField(max_length=200)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Reason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(unique=True)),
                ("label", models.CharField(max_length=120)),
                (
                    "uses",
                    models.JSONField(default=list, help_text="Where the reason is offered: a list of Use values."),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["position", "label", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(editable=False, help_text="The name, case-folded.", max_length=200, unique=True),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("marketing", "Marketing"),
                            ("sales", "Sales (self-sourced)"),
                            ("referral", "Referral"),
                            ("partner", "Partner"),
                        ],
                        default="marketing",
                        max_length=10,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[("inbound", "Inbound"), ("outbound", "Outbound")], default="inbound", max_length=10
                    ),
                ),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="System",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=50, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("touches_from", models.DateTimeField(blank=True, null=True)),
                ("decisions_from", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["key"],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        help_text="The external id; without one, made of the row and its repeat.", max_length=200
                    ),
                ),
                ("version", models.BigIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("assigned", "Assigned"),
                            ("touched", "Touched"),
                            ("accepted", "Accepted"),
                            ("rejected", "Rejected"),
                            ("recycled", "Recycled"),
                            ("qualified", "Qualified"),
                            ("won", "Won"),
                            ("lost", "Lost"),
                            ("rated", "Rated"),
                            ("asked", "Asked"),
                            ("replied", "Replied"),
                            ("disputed", "Disputed"),
                            ("ruled", "Ruled"),
                            ("paused", "Paused"),
                            ("resumed", "Resumed"),
                            ("closed", "Closed"),
                            ("voided", "Voided"),
                        ],
                        max_length=10,
                    ),
                ),
                ("occurred_at", models.DateTimeField(blank=True, help_text="None: unknown.", null=True)),
                ("recorded_at", models.DateTimeField()),
                ("position", models.BigIntegerField(default=0)),
                (
                    "side",
                    models.CharField(
                        blank=True, choices=[("sales", "Sales"), ("marketing", "Marketing")], max_length=10
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("call", "Call"),
                            ("email", "E-mail"),
                            ("meeting", "Meeting"),
                            ("chat", "Chat"),
                            ("social", "Social"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        blank=True, choices=[("outbound", "Outbound"), ("inbound", "Inbound")], max_length=10
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True, choices=[("connected", "Connected"), ("no_answer", "No answer")], max_length=10
                    ),
                ),
                ("automated", models.BooleanField(default=False)),
                ("self_reported", models.BooleanField(default=False)),
                ("rating", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("basis", models.CharField(blank=True, max_length=10)),
                ("reasons", models.JSONField(blank=True, default=list, help_text="Reason keys.")),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                (
                    "voids",
                    models.CharField(blank=True, help_text="The key of the event that this one voids.", max_length=200),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.owner",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["occurred_at", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EventNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="note", to="leads.event"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandOff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=200)),
                ("version", models.BigIntegerField(default=0)),
                (
                    "handed_off_at",
                    models.DateTimeField(blank=True, help_text="None: unknown, so no clocks.", null=True),
                ),
                (
                    "day",
                    models.DateField(
                        default=datetime.date(1900, 1, 1), help_text="Of the hand-off, in the organisation's zone."
                    ),
                ),
                (
                    "snapshot",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="The lead's non-identifying fields at the hand-off, by which it is judged.",
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("stage", models.CharField(default="new", max_length=10)),
                ("outcome", models.CharField(default="open", max_length=4)),
                ("assigned_at", models.DateTimeField(blank=True, help_text="First assignment.", null=True)),
                ("first_touch_at", models.DateTimeField(blank=True, help_text="First touch of any kind.", null=True)),
                ("first_genuine_at", models.DateTimeField(blank=True, help_text="First genuine touch.", null=True)),
                (
                    "first_connected_at",
                    models.DateTimeField(blank=True, help_text="First touch that reached the lead.", null=True),
                ),
                ("answer_is_self_reported", models.BooleanField(default=False)),
                ("touches", models.PositiveIntegerField(default=0)),
                ("attempts", models.PositiveIntegerField(default=0, help_text="Genuine touches.")),
                (
                    "early_events",
                    models.PositiveIntegerField(default=0, help_text="Dated before the hand-off: shown, never judged."),
                ),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, help_text="First acceptance or rejection.", null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("value", models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True)),
                ("reasons", models.JSONField(blank=True, default=list, help_text="Reason keys of the current end.")),
                (
                    "pauses",
                    models.JSONField(blank=True, default=list, help_text="[[start, end or null], …] in epoch seconds."),
                ),
                ("sales_rating", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("sales_rated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sales_answered_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="First answer of Sales to the rating question, “could not tell” included.",
                        null=True,
                    ),
                ),
                (
                    "sales_unsure",
                    models.BooleanField(default=False, help_text="Sales could not tell, and has not rated since."),
                ),
                ("sales_reasons", models.JSONField(blank=True, default=list)),
                ("marketing_rating", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("marketing_rated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "marketing_basis",
                    models.CharField(
                        blank=True,
                        choices=[("individual", "Individual"), ("score_band", "Score band"), ("default", "Default")],
                        max_length=10,
                    ),
                ),
                ("revision", models.PositiveBigIntegerField(default=1)),
                ("judged_revision", models.BigIntegerField(default=0)),
                (
                    "answering_team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        help_text="The team at the first genuine touch.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_offs",
                        to="leads.campaign",
                    ),
                ),
                (
                    "first_team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.team",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_offs",
                        to="accounts.owner",
                    ),
                ),
                (
                    "sales_rated_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.owner",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hand_offs",
                        to="accounts.team",
                    ),
                ),
            ],
            options={
                "ordering": ["-handed_off_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="hand_off",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="events", to="leads.handoff"
            ),
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=255)),
                (
                    "path",
                    models.CharField(
                        blank=True, help_text="Below the upload directory; empty from the command.", max_length=500
                    ),
                ),
                ("spec", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Being prepared"), ("started", "Started")], default="draft", max_length=10
                    ),
                ),
                ("is_dry_run", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "report",
                    models.JSONField(
                        default=dict, help_text="Counts and notices, as `leads.intake.report` writes them."
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="import_run",
                        to="jobs.job",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="handoff",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hand_offs",
                to="leads.importrun",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="leads.importrun",
            ),
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=200)),
                ("version", models.BigIntegerField(default=0)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("email", models.CharField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=50)),
                ("company", models.CharField(blank=True, max_length=200)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("industry", models.CharField(blank=True, max_length=120)),
                ("country", models.CharField(blank=True, max_length=100)),
                ("city", models.CharField(blank=True, max_length=120)),
                ("employees", models.BigIntegerField(blank=True, help_text="Company size.", null=True)),
                ("score", models.FloatField(blank=True, help_text="The lead score of the source system.", null=True)),
                ("attributes", models.JSONField(blank=True, default=dict)),
                (
                    "created_at",
                    models.DateTimeField(blank=True, help_text="In the source system; None: unknown.", null=True),
                ),
                ("recorded_at", models.DateTimeField(help_text="When LeadGap first learnt of the lead.")),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="leads.importrun",
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="leads.system",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="handoff",
            name="lead",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="hand_offs", to="leads.lead"
            ),
        ),
        migrations.CreateModel(
            name="RejectedRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveBigIntegerField()),
                ("column", models.CharField(blank=True, max_length=200)),
                ("value", models.CharField(blank=True, max_length=200)),
                ("reason", models.CharField(max_length=300)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rejected_rows", to="leads.importrun"
                    ),
                ),
            ],
            options={
                "ordering": ["run", "line", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SavedMapping",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True)),
                ("spec", models.JSONField(help_text="The mapping, in the form that `leads.intake.mapping` documents.")),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
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
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="handoff",
            name="source",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="hand_offs", to="leads.source"
            ),
        ),
        migrations.AddField(
            model_name="campaign",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="campaigns", to="leads.source"
            ),
        ),
        migrations.CreateModel(
            name="ParkedEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hand_off_external_id", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=200)),
                ("payload", models.JSONField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parked_events",
                        to="leads.importrun",
                    ),
                ),
                (
                    "system",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="leads.system"),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="handoff",
            name="system",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="hand_offs",
                to="leads.system",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="system",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="leads.system",
            ),
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(help_text="1 for the first.")),
                ("assigned_at", models.DateTimeField(blank=True, help_text="None: unknown.", null=True)),
                ("until", models.DateTimeField(blank=True, help_text="The next assignment; None: current.", null=True)),
                ("first_touch_at", models.DateTimeField(blank=True, null=True)),
                ("first_genuine_at", models.DateTimeField(blank=True, null=True)),
                ("first_connected_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="accounts.owner",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="accounts.team",
                    ),
                ),
                (
                    "hand_off",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="leads.handoff",
                    ),
                ),
            ],
            options={
                "ordering": ["hand_off", "number"],
                "indexes": [models.Index(fields=["owner", "hand_off"], name="leads_assignment_of_owner")],
                "constraints": [
                    models.UniqueConstraint(fields=("hand_off", "number"), name="leads_assignment_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("assigned_at")), _connector="OR"),
                        name="leads_assignment_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="leads_assignment_number_from_1"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="campaign",
            constraint=models.UniqueConstraint(fields=("source", "key"), name="leads_campaign_once_a_source"),
        ),
        migrations.AddIndex(
            model_name="parkedevent",
            index=models.Index(fields=["system", "hand_off_external_id"], name="leads_parkedevent_waits_for"),
        ),
        migrations.AddConstraint(
            model_name="parkedevent",
            constraint=models.UniqueConstraint(fields=("system", "key"), name="leads_parkedevent_once_a_system"),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(fields=["email"], name="leads_lead_email"),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.UniqueConstraint(fields=("system", "external_id"), name="leads_lead_once_a_system"),
        ),
        migrations.AddConstraint(
            model_name="lead",
            constraint=models.CheckConstraint(
                condition=models.Q(("external_id", ""), _negated=True), name="leads_lead_has_external_id"
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(fields=["lead", "handed_off_at"], name="leads_handoff_of_lead"),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(fields=["day", "id"], name="leads_handoff_day"),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(fields=["owner", "-handed_off_at"], name="leads_handoff_of_owner"),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(fields=["team", "-handed_off_at"], name="leads_handoff_of_team"),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(fields=["source", "-handed_off_at"], name="leads_handoff_of_source"),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("campaign__isnull", False)),
                fields=["campaign", "-handed_off_at"],
                name="leads_handoff_of_campaign",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("handed_off_at__isnull", False)),
                fields=["-handed_off_at", "-id"],
                name="leads_handoff_open",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("first_genuine_at", None), ("handed_off_at__isnull", False)),
                fields=["-handed_off_at", "-id"],
                name="leads_handoff_unanswered",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("first_genuine_at", None), ("handed_off_at__isnull", False)),
                fields=["owner", "-handed_off_at"],
                name="leads_handoff_unanswered_own",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("first_genuine_at", None), ("handed_off_at__isnull", False)),
                fields=["team", "-handed_off_at"],
                name="leads_handoff_unanswered_team",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("handed_off_at__isnull", False), ("sales_answered_at", None)),
                fields=["-handed_off_at", "-id"],
                name="leads_handoff_unrated",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("sales_rating__lte", 2)),
                fields=["-sales_rated_at", "-id"],
                name="leads_handoff_rated_low",
            ),
        ),
        migrations.AddIndex(
            model_name="handoff",
            index=models.Index(
                condition=models.Q(("judged_revision", models.F("revision")), _negated=True),
                fields=["id"],
                name="leads_handoff_unjudged",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.UniqueConstraint(fields=("system", "external_id"), name="leads_handoff_once_a_system"),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stage__in", ["new", "accepted", "qualified", "won", "lost", "rejected", "recycled", "closed"])
                ),
                name="leads_handoff_stage_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["open", "won", "lost"])), name="leads_handoff_outcome_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("sales_rating", None), ("sales_rating__range", (1, 5)), _connector="OR"),
                name="leads_handoff_sales_rating_1_to_5",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("marketing_basis", ""), ("marketing_rating", None)),
                    models.Q(
                        ("marketing_basis__in", ["individual", "score_band", "default"]),
                        ("marketing_rating__isnull", False),
                        ("marketing_rating__range", (1, 5)),
                    ),
                    _connector="OR",
                ),
                name="leads_handoff_marketing_rating_has_basis",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_genuine_at", None), ("first_genuine_at__gte", models.F("handed_off_at")), _connector="OR"
                ),
                name="leads_handoff_answer_after_hand_off",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("external_id", ""), _negated=True), name="leads_handoff_has_external_id"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("day", datetime.date(1900, 1, 1)), ("handed_off_at", None)),
                    models.Q(
                        ("handed_off_at__isnull", False), models.Q(("day", datetime.date(1900, 1, 1)), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="leads_handoff_day_goes_with_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_at", None),
                    ("stage__in", ["closed", "lost", "recycled", "rejected", "won"]),
                    _connector="OR",
                ),
                name="leads_handoff_closed_is_at_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("stage__in", ["won", "lost"]), _negated=True),
                    ("outcome", models.F("stage")),
                    _connector="OR",
                ),
                name="leads_handoff_outcome_goes_with_stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("attempts__lte", models.F("touches"))), name="leads_handoff_attempts_are_touches"
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("sales_unsure", False), ("sales_rating", None), _connector="OR"),
                name="leads_handoff_unsure_has_no_rating",
            ),
        ),
        migrations.AddConstraint(
            model_name="handoff",
            constraint=models.CheckConstraint(
                condition=models.Q(("judged_revision__lte", models.F("revision")), ("revision__gte", 1)),
                name="leads_handoff_nobody_is_ahead",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["hand_off", "occurred_at"], name="leads_event_of_handoff"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("system", "key"), name="leads_event_once_a_system"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "assigned",
                            "touched",
                            "accepted",
                            "rejected",
                            "recycled",
                            "qualified",
                            "won",
                            "lost",
                            "rated",
                            "asked",
                            "replied",
                            "disputed",
                            "ruled",
                            "paused",
                            "resumed",
                            "closed",
                            "voided",
                        ],
                    )
                ),
                name="leads_event_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("rating", None), models.Q(("kind", "rated"), ("rating__range", (1, 5))), _connector="OR"
                ),
                name="leads_event_rating_1_to_5",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "rated"), _negated=True), ("side__in", ["sales", "marketing"]), _connector="OR"
                ),
                name="leads_event_rating_has_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "voided"), models.Q(("voids", ""), _negated=True)),
                    models.Q(models.Q(("kind", "voided"), _negated=True), ("voids", "")),
                    _connector="OR",
                ),
                name="leads_event_only_voids_void",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True), name="leads_event_has_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "touched"), _negated=True),
                    ("direction__in", ["outbound", "inbound"]),
                    _connector="OR",
                ),
                name="leads_event_touch_has_direction",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel__in", ["", "call", "email", "meeting", "chat", "social", "other"]),
                    ("direction__in", ["", "outbound", "inbound"]),
                    ("result__in", ["", "connected", "no_answer"]),
                    ("side__in", ["", "sales", "marketing"]),
                ),
                name="leads_event_words_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis", ""), models.Q(("kind", "rated"), ("side", "marketing")), _connector="OR"),
                name="leads_event_basis_is_of_marketing",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "rated"), ("rating__isnull", False), ("side", "marketing"), _negated=True),
                    ("basis__in", ["individual", "score_band", "default"]),
                    _connector="OR",
                ),
                name="leads_event_marketing_rating_has_basis",
            ),
        ),
    ]
