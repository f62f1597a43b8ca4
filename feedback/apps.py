from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from feedback.receivers import mark_days
        from leads.signals import handoffs_changed
        from sla.signals import verdicts_changed

        handoffs_changed.connect(mark_days, dispatch_uid="feedback-handoffs")
        verdicts_changed.connect(mark_days, dispatch_uid="feedback-verdicts")
