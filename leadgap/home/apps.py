from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "leadgap.home"
    default_auto_field = "django.db.models.BigAutoField"
