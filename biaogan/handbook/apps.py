from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HandbookConfig(AppConfig):
    name = "biaogan.handbook"
    verbose_name = _("Handbooks")

    def ready(self) -> None:
        from biaogan.accounts.roles import Permission
        from biaogan.core.navigation import register_page
        from biaogan.handbook import exporting, importing, trail

        trail.register()
        importing.register()
        exporting.register()
        see = Permission.VIEW_HANDBOOK
        register_page("service", _("Handbooks"), "handbook:list", "clipboard-list", permission=see, order=40)
