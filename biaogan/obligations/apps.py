from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ObligationsConfig(AppConfig):
    name = "biaogan.obligations"
    verbose_name = _("Obligations")

    def ready(self) -> None:
        from biaogan.accounts.roles import Permission
        from biaogan.core.navigation import register_page
        from biaogan.core.schedule import every
        from biaogan.core.shipping import SHIPMENTS
        from biaogan.obligations import actions, duties, jobs, queries, trail, views
        from biaogan.obligations.messages import register_messages
        from biaogan.org.hooks import HANDOVERS, LAST_DUTIES

        duties.register()
        trail.register()
        register_messages()
        edits = Permission.EDIT_LIMITS
        register_page("work", _("Inbox"), "obligations:inbox", "inbox", order=10, count=views.waiting)
        register_page("settings", _("Limits"), "obligations:limits", "clock-cog", permission=edits, order=40)
        every("* * * * *", "obligations.sweep", jobs.sweep, _("Warning and escalation"))
        every("*/10 * * * *", "obligations.open_recurring", jobs.open_recurring, _("Opening of recurring duties"))
        every(
            "*/5 * * * *",
            "obligations.follow_calendars",
            jobs.follow_calendars,
            _("Recounting after a calendar changed"),
        )
        SHIPMENTS.register("obligations.limits", actions.ensure_rules)
        SHIPMENTS.register("obligations.duties", actions.ship_duties)
        HANDOVERS.register("obligations", actions.pass_on)
        LAST_DUTIES.register("obligations", queries.last_met)
