from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PremisesConfig(AppConfig):
    name = "biaogan.premises"
    verbose_name = _("Premises")

    def ready(self) -> None:
        from biaogan.accounts.roles import Permission
        from biaogan.core.navigation import register_page, register_unit_panel
        from biaogan.premises import trail
        from biaogan.premises.panels import premises_panel

        trail.register()
        register_page(
            "network",
            _("Machines and devices"),
            "premises:devices",
            "devices",
            permission=Permission.VIEW_PREMISES,
            order=40,
        )
        register_unit_panel("premises", "premises/_panel.html", premises_panel, order=60)
