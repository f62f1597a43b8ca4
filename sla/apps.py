from django.apps import AppConfig


class SlaConfig(AppConfig):
    name = "sla"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from leads.signals import handoffs_changed
        from sla.receivers import judge_changes

        handoffs_changed.connect(judge_changes, dispatch_uid="sla-handoffs")
