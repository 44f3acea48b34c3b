from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CockpitConfig(AppConfig):
    name = "biaogan.cockpit"

    def ready(self) -> None:
        from biaogan.core.navigation import register_page

        register_page("work", _("Home"), "cockpit:home", "home", order=0)
