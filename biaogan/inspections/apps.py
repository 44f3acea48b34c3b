from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InspectionsConfig(AppConfig):
    name = "biaogan.inspections"
    verbose_name = _("Inspections")

    def ready(self) -> None:
        from biaogan.accounts.roles import Permission
        from biaogan.cases.kinds import CaseKind, register_case_kind
        from biaogan.core.navigation import register_page, register_unit_panel
        from biaogan.core.schedule import every
        from biaogan.inspections import importing, jobs, log_metrics, metrics, offsite, panels, trail
        from biaogan.inspections.limits import register_limits
        from biaogan.inspections.messages import register_messages
        from biaogan.inspections.queries.lists import texts_of

        see, settle = Permission.VIEW_INSPECTION, Permission.SETTLE_SHEET
        opens, lists = "inspections:sheet", "inspections:register"
        register_case_kind(CaseKind("sheet", _("Inspection"), "S", see, opens, settle, texts_of, lists))
        register_limits()
        register_messages()
        importing.register()
        metrics.register()
        log_metrics.register()
        trail.register()
        offsite.register()
        every("*/5 * * * *", "inspections.finalise", jobs.finalise_undisputed, _("Sheets that nobody disputed"))
        register_page("service", _("Inspections"), lists, "clipboard-check", permission=see, order=20)
        checks = Permission.CHECK_ONESELF
        register_page("work", _("Keep a log"), "inspections:keep_log", "walk", permission=checks, order=35)
        register_page("work", _("Self-checks"), "inspections:self_checks", "list-check", permission=checks, order=36)
        edits = Permission.EDIT_LIMITS
        register_page(
            "settings", _("How often units are inspected"), "inspections:cadence", "repeat", permission=edits, order=62
        )
        register_unit_panel("inspections", "inspections/_unit_panel.html", panels.unit_panel, order=15)
