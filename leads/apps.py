from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "leads"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from leadgap.accounts.services.organisation import fix_zone_when
        from leads import lookups  # noqa: F401 (registers `any_of`)
        from leads.models import HandOff

        # Every hand-off counts under a day of the organisation's zone.
        fix_zone_when(HandOff.objects.exclude(handed_off_at=None).exists)
