from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HandbookConfig(AppConfig):
    name = "biaogan.handbook"
    verbose_name = _("Handbooks")

    def ready(self) -> None:
        from biaogan.handbook import exporting, importing, trail

        trail.register()
        importing.register()
        exporting.register()
