from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    name = "biaogan.inspections"
    verbose_name = _("Inspections")

    def ready(self) -> None:
        from biaogan.accounts.roles import Permission
        from biaogan.cases.kinds import CaseKind, register_case_kind
        from biaogan.core.schedule import every
        from biaogan.inspections import jobs, metrics, trail
        from biaogan.inspections.limits import register_limits
        from biaogan.inspections.messages import register_messages
        from biaogan.inspections.queries.lists import texts_of

        see, settle = Permission.VIEW_INSPECTION, Permission.SETTLE_SHEET
        opens, lists = "inspections:sheet", "inspections:register"
        register_case_kind(CaseKind("sheet", _("Inspection"), "S", see, opens, settle, texts_of, lists))
        register_limits()
        register_messages()
        metrics.register()
        trail.register()
        every("*/5 * * * *", "inspections.finalise", jobs.finalise_undisputed, _("Sheets that nobody disputed"))
