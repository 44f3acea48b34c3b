from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComplaintsConfig(AppConfig):
    name = "biaogan.complaints"

    def ready(self) -> None:
        from biaogan.accounts.roles import Permission
        from biaogan.cases.kinds import CaseKind, register_case_kind
        from biaogan.complaints import importing, metrics, panels, trail
        from biaogan.complaints.actions.root_causes import root_cause_ended
        from biaogan.complaints.letters import register_letter
        from biaogan.complaints.limits import register_limits
        from biaogan.complaints.messages import register_messages
        from biaogan.complaints.queries import texts_of
        from biaogan.complaints.uses import register_party_uses
        from biaogan.core.navigation import register_page, register_unit_panel
        from biaogan.rectification.choices import Source
        from biaogan.rectification.followers import register_follower

        see, handle = Permission.VIEW_COMPLAINT, Permission.HANDLE_COMPLAINT
        opens, lists = "complaints:case", "complaints:register"
        register_case_kind(CaseKind("complaint", _("Complaint"), "C", see, opens, handle, texts_of, lists))
        register_limits()
        register_letter()
        importing.register()
        metrics.register()
        register_messages()
        trail.register()
        register_party_uses()
        register_follower(Source.COMPLAINT, root_cause_ended)
        register_page("service", _("Complaints"), "complaints:register", "message-report", permission=see, order=10)
        takes_down = Permission.REGISTER_COMPLAINT
        register_page(
            "work", _("Take down a complaint"), "complaints:desk", "pencil-plus", permission=takes_down, order=30
        )
        edits = Permission.EDIT_LIMITS
        register_page(
            "settings", _("Authority and thresholds"), "complaints:figures", "coin", permission=edits, order=60
        )
        register_unit_panel("complaints", "complaints/_unit_panel.html", panels.unit_panel, order=20)
