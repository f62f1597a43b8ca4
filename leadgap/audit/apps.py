from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "leadgap.audit"
    default_auto_field = "django.db.models.BigAutoField"
