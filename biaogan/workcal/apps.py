from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkcalConfig(AppConfig):
    name = "biaogan.workcal"
    verbose_name = _("Working days")

    def ready(self) -> None:
        from biaogan.core.navigation import register_page
        from biaogan.core.schedule import every
        from biaogan.workcal import imports, jobs, trail
        from biaogan.workcal.permissions import VIEW_CALENDAR

        imports.register()
        trail.register()
        every("17 3 * * *", "workcal.fill_from_library", jobs.fill_from_library, _("Filling of calendars"))
        register_page(
            "settings", _("Working days"), "workcal:calendars", "calendar-event", permission=VIEW_CALENDAR, order=30
        )
