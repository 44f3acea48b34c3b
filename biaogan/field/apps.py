from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FieldConfig(AppConfig):
    name = "biaogan.field"
    verbose_name = _("Field work")

    def ready(self) -> None:
        from biaogan.accounts.roles import Permission
        from biaogan.core.navigation import register_page
        from biaogan.field import labels, offline

        offline.register()
        labels.register()
        title, reports = pgettext_lazy("navigation", "Field"), Permission.REPORT_FAULT
        register_page("work", title, "field:phone", "device-mobile", permission=reports, order=34)
