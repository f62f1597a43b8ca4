from decimal import Decimal

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import leadgap.accounts.models.organisation


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("leads", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="DirtyClockDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("marks", models.PositiveBigIntegerField(default=1)),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="DirtyClockWeek",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("marks", models.PositiveBigIntegerField(default=1)),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="AgreementVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("proposed", "Proposed"),
                            ("signed", "Signed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(default="Agreement between Sales and Marketing", max_length=150)),
                ("definition", models.JSONField(blank=True, default=dict)),
                (
                    "effective_on",
                    models.DateField(
                        blank=True, help_text="First day in force, in the organisation's zone.", null=True
                    ),
                ),
                ("is_retrospective", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("proposed_at", models.DateTimeField(blank=True, null=True)),
                ("signed_at", models.DateTimeField(blank=True, help_text="The second signature.", null=True)),
                ("is_spread", models.BooleanField(default=False)),
                (
                    "text",
                    models.TextField(blank=True, help_text="The sentences as proposed. Signatures carry its hash."),
                ),
                ("text_hash", models.CharField(blank=True, max_length=64)),
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
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreement_versions",
                        to="sla.calendar",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="CalendarVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "timezone",
                    models.CharField(max_length=64, validators=[leadgap.accounts.models.organisation.validate_zone]),
                ),
                ("weekly", models.JSONField(help_text='{"mon": [["09:00", "12:30"], ["13:30", "18:00"]], …}')),
                (
                    "holidays",
                    models.JSONField(
                        blank=True, default=list, help_text='[{"date": "2026-12-25", "name": "Christmas"}, …]'
                    ),
                ),
                ("created_at", models.DateTimeField()),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="sla.calendar"
                    ),
                ),
            ],
            options={
                "ordering": ["calendar", "number"],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first_response", "First response"),
                            ("follow_up", "Follow-up"),
                            ("decision", "Decision"),
                            ("rating", "Rating"),
                        ],
                        max_length=20,
                    ),
                ),
                ("target", models.PositiveIntegerField(help_text="In `unit`.")),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("minutes", "working minutes"),
                            ("hours", "working hours"),
                            ("days", "working days"),
                            ("wall_minutes", "minutes"),
                            ("wall_hours", "hours"),
                            ("wall_days", "days"),
                        ],
                        default="hours",
                        max_length=15,
                    ),
                ),
                (
                    "goal",
                    models.DecimalField(
                        decimal_places=4,
                        default=Decimal("0.95"),
                        help_text="The share of clocks that must be met, 0.95 for 95 %.",
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.01")),
                            django.core.validators.MaxValueValidator(Decimal("1")),
                        ],
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="promises", to="sla.agreementversion"
                    ),
                ),
            ],
            options={
                "ordering": ["version", "position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ClockWeek",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("scope", models.CharField(max_length=5)),
                ("team", models.BigIntegerField(default=0)),
                ("first_team", models.BigIntegerField(default=0)),
                ("answering_team", models.BigIntegerField(default=0)),
                ("owner", models.BigIntegerField(default=0)),
                ("source", models.BigIntegerField(default=0)),
                ("met", models.PositiveIntegerField(default=0)),
                ("missed", models.PositiveIntegerField(default=0)),
                ("running", models.PositiveIntegerField(default=0)),
                ("ended", models.PositiveIntegerField(default=0)),
                ("no_data", models.PositiveIntegerField(default=0)),
                (
                    "unanswered",
                    models.PositiveIntegerField(default=0, help_text="Of the missed: without the promised act so far."),
                ),
                ("met_self_reported", models.PositiveIntegerField(default=0)),
                ("missed_self_reported", models.PositiveIntegerField(default=0)),
                ("responses", models.BinaryField(default=b"")),
                (
                    "promise",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="sla.promise",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ClockFact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("scope", models.CharField(max_length=5)),
                ("team", models.BigIntegerField(default=0)),
                ("first_team", models.BigIntegerField(default=0)),
                ("answering_team", models.BigIntegerField(default=0)),
                ("owner", models.BigIntegerField(default=0)),
                ("source", models.BigIntegerField(default=0)),
                ("met", models.PositiveIntegerField(default=0)),
                ("missed", models.PositiveIntegerField(default=0)),
                ("running", models.PositiveIntegerField(default=0)),
                ("ended", models.PositiveIntegerField(default=0)),
                ("no_data", models.PositiveIntegerField(default=0)),
                (
                    "unanswered",
                    models.PositiveIntegerField(default=0, help_text="Of the missed: without the promised act so far."),
                ),
                ("met_self_reported", models.PositiveIntegerField(default=0)),
                ("missed_self_reported", models.PositiveIntegerField(default=0)),
                ("responses", models.BinaryField(default=b"")),
                (
                    "promise",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="%(class)ss",
                        to="sla.promise",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scope", models.CharField(choices=[("lead", "Lead clock"), ("owner", "Owner clock")], max_length=5)),
                ("number", models.PositiveIntegerField(default=0, help_text="The assignment's; 0 for the lead clock.")),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(blank=True, null=True)),
                (
                    "stopped_at",
                    models.DateTimeField(blank=True, help_text="The promised act, also when late.", null=True),
                ),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, help_text="Closed or reassigned without the promised act.", null=True
                    ),
                ),
                (
                    "elapsed",
                    models.BigIntegerField(
                        blank=True,
                        help_text="Seconds that counted, start to stop; None while nothing has stopped it.",
                        null=True,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("running", "Running"),
                            ("met", "Met"),
                            ("missed", "Missed"),
                            ("ended", "Ended"),
                            ("no_data", "No data"),
                        ],
                        max_length=8,
                    ),
                ),
                ("is_self_reported", models.BooleanField(default=False)),
                (
                    "calendar_version",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="sla.calendarversion",
                    ),
                ),
                (
                    "hand_off",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clocks",
                        to="leads.handoff",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
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
                        related_name="clocks",
                        to="accounts.team",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clocks",
                        to="sla.promise",
                    ),
                ),
            ],
            options={
                "ordering": ["due_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(choices=[("sales", "Sales"), ("marketing", "Marketing")], max_length=10)),
                ("name", models.CharField(help_text="As it stood at the signing.", max_length=150)),
                ("signed_at", models.DateTimeField()),
                ("text_hash", models.CharField(max_length=64)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="sla.agreementversion",
                    ),
                ),
            ],
            options={
                "ordering": ["signed_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="TeamCalendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="team_calendars", to="sla.calendar"
                    ),
                ),
                (
                    "team",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="team_calendar", to="accounts.team"
                    ),
                ),
            ],
            options={
                "ordering": ["team"],
            },
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "signed"), _negated=True),
                    models.Q(("effective_on__isnull", False), ("signed_at__isnull", False)),
                    _connector="OR",
                ),
                name="sla_agreement_signed_has_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["proposed", "signed"]), _negated=True),
                    models.Q(("text_hash", ""), _negated=True),
                    _connector="OR",
                ),
                name="sla_agreement_proposed_has_text",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "signed")),
                fields=("effective_on",),
                name="sla_agreement_one_a_day",
                violation_error_message="Another signed version is in force from this day.",
            ),
        ),
        migrations.AddConstraint(
            model_name="calendarversion",
            constraint=models.UniqueConstraint(fields=("calendar", "number"), name="sla_calendarversion_number_once"),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(("target__gt", 0)),
                name="sla_promise_target_positive",
                violation_error_message="A promise of zero cannot be kept: the target must be at least 1.",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(("goal__gt", 0), ("goal__lte", 1)), name="sla_promise_goal_is_a_share"
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.UniqueConstraint(
                fields=("version", "kind"),
                name="sla_promise_kind_once",
                violation_error_message="The agreement already has this promise.",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockweek",
            constraint=models.UniqueConstraint(
                fields=("day", "promise", "scope", "team", "first_team", "answering_team", "owner", "source"),
                name="sla_clockweek_once_a_slice",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockfact",
            constraint=models.UniqueConstraint(
                fields=("day", "promise", "scope", "team", "first_team", "answering_team", "owner", "source"),
                name="sla_clockfact_once_a_slice",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(condition=models.Q(("verdict", "running")), fields=["due_at"], name="sla_clock_running"),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("scope", "lead"), ("verdict", "running")),
                fields=["owner", "due_at"],
                name="sla_clock_running_of_owner",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("scope", "lead"), ("verdict", "running")),
                fields=["team", "due_at"],
                name="sla_clock_running_of_team",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("verdict", "missed"), ("verdict", "running"), _connector="OR"),
                fields=["-due_at", "-id"],
                name="sla_clock_missed",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                fields=("hand_off", "promise", "scope", "number"), name="sla_clock_once_a_promise_and_scope"
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at", None), ("due_at__gte", models.F("started_at")), _connector="OR"),
                name="sla_clock_due_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(("stopped_at", None), ("stopped_at__gte", models.F("started_at")), _connector="OR"),
                name="sla_clock_stop_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "met"), _negated=True),
                    models.Q(("stopped_at__isnull", False), ("stopped_at__lte", models.F("due_at"))),
                    models.Q(("due_at", None), ("stopped_at__isnull", False)),
                    _connector="OR",
                ),
                name="sla_clock_met_is_in_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("number", 0), ("scope", "lead")),
                    models.Q(("number__gt", 0), ("scope", "owner")),
                    _connector="OR",
                ),
                name="sla_clock_number_fits_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="signature",
            constraint=models.UniqueConstraint(
                fields=("version", "side"),
                name="sla_signature_one_a_side",
                violation_error_message="This side has already signed.",
            ),
        ),
    ]
