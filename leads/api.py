"""Reading leads and hand-offs."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import mixins, serializers

from leadgap.accounts.models import Organisation
from leadgap.accounts.naming import shows_rep_figures
from leadgap.api import ReadViewSet, person_of
from leads import api_filters
from leads.api_filters import KeyFilter, WordFilter
from leads.blind import SCORES, hides_marketing, is_of_sales
from leads.lifecycle import Outcome, Stage
from leads.models import HandOff, Lead


class LeadSerializer(serializers.ModelSerializer[Lead]):
    system = serializers.CharField(source="system.key")

    class Meta:
        model = Lead
        fields = [
            "id",
            "system",
            "external_id",
            "name",
            "email",
            "phone",
            "company",
            "title",
            "industry",
            "country",
            "city",
            "timezone",
            "employees",
            "score",
            "attributes",
            "created_at",
            "recorded_at",
        ]
        read_only_fields = fields

    def to_representation(self, lead: Lead) -> dict[str, Any]:
        shown = super().to_representation(lead)
        user = person_of(self.context["request"])
        if is_of_sales(user) and any(
            hides_marketing(user, hand_off, now=self.context["now"]) for hand_off in lead.hand_offs.all()
        ):
            shown |= dict.fromkeys(SCORES)
        return shown


class LeadFilter(django_filters.FilterSet):
    class Meta:
        model = Lead
        fields = ["external_id", "email", "country"]


class LeadViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReadViewSet):
    """Leads with at least one hand-off in your scope. The score is null while Sales still rates blind."""

    serializer_class = LeadSerializer
    filterset_class = LeadFilter
    queryset = Lead.objects.none()

    def get_queryset(self) -> QuerySet[Lead]:
        leads = Lead.objects.visible_to(self.person).select_related("system").order_by("-pk")
        return leads.prefetch_related("hand_offs") if is_of_sales(self.person) else leads


class HandOffSerializer(serializers.ModelSerializer[HandOff]):
    system = serializers.CharField(source="system.key")
    source = serializers.CharField(source="source.name")  # type: ignore[assignment]
    campaign = serializers.CharField(source="campaign.name", default=None, allow_null=True)
    owner = serializers.SerializerMethodField(help_text="null for all but yourself at team level only.")
    team = serializers.CharField(source="team.name", default=None, allow_null=True)
    stage = serializers.ChoiceField([stage.value for stage in Stage])
    outcome = serializers.ChoiceField([outcome.value for outcome in Outcome])
    marketing_basis = serializers.ChoiceField(HandOff.Basis.choices, allow_blank=True, allow_null=True)

    class Meta:
        model = HandOff
        fields = [
            "id",
            "lead",
            "system",
            "external_id",
            "source",
            "campaign",
            "owner",
            "team",
            "stage",
            "outcome",
            "handed_off_at",
            "assigned_at",
            "first_touch_at",
            "first_personal_at",
            "first_genuine_at",
            "first_connected_at",
            "touches",
            "attempts",
            "accepted_at",
            "qualified_at",
            "decided_at",
            "closed_at",
            "value",
            "reasons",
            "sales_rating",
            "sales_rated_at",
            "sales_unsure",
            "sales_reasons",
            "marketing_rating",
            "marketing_rated_at",
            "marketing_basis",
            "raised_at",
            "replied_at",
            "waiting_since",
            "snapshot",
            "revision",
        ]
        read_only_fields = fields

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_owner(self, hand_off: HandOff) -> str | None:
        owner, user = hand_off.owner, person_of(self.context["request"])
        is_shown = owner and (self.context["shows_owners"] or owner.user_id == user.pk)
        return owner.name if owner and is_shown else None

    def to_representation(self, hand_off: HandOff) -> dict[str, Any]:
        shown = super().to_representation(hand_off)
        if hides_marketing(person_of(self.context["request"]), hand_off, now=self.context["now"]):
            shown |= {"marketing_rating": None, "marketing_rated_at": None, "marketing_basis": None}
            shown["snapshot"] = {name: value for name, value in hand_off.snapshot.items() if name not in SCORES}
        return shown


class HandOffFilter(django_filters.FilterSet):
    """No filter reads what Marketing thinks: it would tell Sales by which rows come back."""

    handed_off_after = django_filters.IsoDateTimeFilter("handed_off_at", "gte")
    handed_off_before = django_filters.IsoDateTimeFilter("handed_off_at", "lt")
    lead = KeyFilter(queryset=api_filters.leads, label="Key of the lead")
    source = KeyFilter(queryset=api_filters.sources, label="Key of the source")
    owner = KeyFilter(queryset=api_filters.owners, label="Key of the owner")
    team = KeyFilter(queryset=api_filters.teams, label="Key of the team")
    stage = WordFilter("stage", [stage.value for stage in Stage])
    outcome = WordFilter("outcome", [outcome.value for outcome in Outcome])

    class Meta:
        model = HandOff
        fields = ["external_id"]


class HandOffViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, ReadViewSet):
    """Hand-offs in your scope, newest first. Marketing's rating is null while Sales still rates blind."""

    serializer_class = HandOffSerializer
    filterset_class = HandOffFilter
    queryset = HandOff.objects.none()

    def get_serializer_context(self) -> dict[str, Any]:
        # Touch times beside every owner are figures by rep.
        shows_owners = shows_rep_figures(self.person, Organisation.current())
        return super().get_serializer_context() | {"shows_owners": shows_owners}

    def get_queryset(self) -> QuerySet[HandOff]:
        return HandOff.objects.visible_to(self.person).for_list().order_by("-pk")
