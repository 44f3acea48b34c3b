from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PremisesConfig(AppConfig):
    name = "biaogan.premises"
    verbose_name = _("Premises")

    def ready(self) -> None:
        from biaogan.accounts.roles import Permission
        from biaogan.cases.kinds import CaseKind, register_case_kind
        from biaogan.core.navigation import register_page, register_unit_panel
        from biaogan.premises import limits, messages, metrics, queries, trail
        from biaogan.premises.panels import premises_panel

        sees = Permission.VIEW_PREMISES
        words, handles = queries.texts_of, Permission.EDIT_PREMISES
        opens, lists = "premises:repair", "premises:repairs"
        register_case_kind(CaseKind(queries.KIND, _("Repair"), "R", sees, opens, handles, words, lists))
        limits.register_limits()
        messages.register_messages()
        metrics.register()
        trail.register()
        register_page("network", _("Machines and devices"), "premises:devices", "devices", permission=sees, order=40)
        register_page("service", _("Repairs"), lists, "tool", permission=sees, order=60)
        register_unit_panel("premises", "premises/_panel.html", premises_panel, order=60)
