from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkcalConfig(AppConfig):
    name = "biaogan.workcal"
    verbose_name = _("Working days")

    def ready(self) -> None:
        from biaogan.core.schedule import every
        from biaogan.workcal import imports, jobs

        imports.register()
        every("17 3 * * *", "workcal.fill_from_library", jobs.fill_from_library)
