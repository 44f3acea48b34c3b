from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RectificationConfig(AppConfig):
    name = "biaogan.rectification"
    verbose_name = _("Rectification")

    def ready(self) -> None:
        from biaogan.accounts.roles import Permission
        from biaogan.cases.kinds import CaseKind, register_case_kind
        from biaogan.rectification import metrics, panels, trail
        from biaogan.rectification.limits import register_limits
        from biaogan.rectification.messages import register_messages
        from biaogan.rectification.notices import register_notice
        from biaogan.rectification.queries import texts_of_findings, texts_of_notices

        see, issues = Permission.VIEW_RECTIFICATION, Permission.ISSUE_NOTICE
        finding, notice = "rectification:finding", "rectification:notice"
        findings, notices = "rectification:findings", "rectification:notices"
        register_case_kind(CaseKind("finding", _("Finding"), "F", see, finding, issues, texts_of_findings, findings))
        register_case_kind(CaseKind("notice", _("Notice"), "N", see, notice, issues, texts_of_notices, notices))
        register_limits()
        register_notice()
        register_messages()
        metrics.register()
        trail.register()
        panels.register_pages()
