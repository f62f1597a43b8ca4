"""The design system: what every page is made of. It knows no lead and imports no room."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "leadgap.ui"
    verbose_name = "Look and feel"

    def ready(self) -> None:
        from leadgap.ui.bounds import say_what_to_write

        say_what_to_write()
