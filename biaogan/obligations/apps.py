from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObligationsConfig(AppConfig):
    name = "biaogan.obligations"

    def ready(self) -> None:
        from biaogan.accounts.roles import Permission
        from biaogan.cases.kinds import CaseKind, register_case_kind
        from biaogan.core.navigation import register_page
        from biaogan.core.schedule import every
        from biaogan.obligations import jobs, names, recurring, views
        from biaogan.obligations.actions import pass_on
        from biaogan.obligations.kinds import DefaultLimit, ObligationKind, Step, register_obligation_kind
        from biaogan.org.hooks import HANDOVERS, LAST_DUTIES

        register_case_kind(CaseKind(recurring.CASE_KIND, _("Recurring duty"), "D", Permission.VIEW_DUTIES, "obligations:duty"))
        register_obligation_kind(
            ObligationKind(
                recurring.KIND,
                _("Recurring duty"),
                DefaultLimit(5, "wd", "由岗位职责规定", "Set by the duties of the post", warn_before="1wd"),
                ladder=(Step("0wd", ("debtor", "head")), Step("5wd", ("upper_head",))),
                done_here=True,
            )
        )
        register_page("work", _("Inbox"), "obligations:inbox", "inbox", order=10, count=views.waiting)
        register_page("settings", _("Limits"), "obligations:limits", "clock-cog", permission=Permission.EDIT_LIMITS, order=40)
        every("* * * * *", "obligations.sweep", jobs.sweep)
        every("5 0 * * *", "obligations.open_recurring", jobs.open_recurring)
        every("*/5 * * * *", "obligations.follow_calendars", jobs.follow_calendars)
        HANDOVERS.register("obligations", pass_on)
        LAST_DUTIES.register("obligations", recurring.last_met)
        names.register()
