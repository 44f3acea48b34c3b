from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "biaogan.accounts"
    verbose_name = _("Users and rights")

    def ready(self) -> None:
        from biaogan.accounts import choices, jobs, trail
        from biaogan.accounts.roles import Permission
        from biaogan.core.navigation import register_page
        from biaogan.core.schedule import every
        from biaogan.core.views import KEEPERS

        KEEPERS.append(choices.keep_language)
        trail.register()
        every("17 3 * * *", "accounts.forget_sessions", jobs.forget_sessions, _("Forgetting of old sessions"))
        register_page("settings", _("Users"), "accounts:users", "users", permission=Permission.MANAGE_USERS, order=10)
        register_page("settings", _("Roles and rights"), "accounts:rights", "shield-lock", order=20)
        register_page(
            "settings", _("Audit trail"), "audit:trail", "history", permission=Permission.VIEW_AUDIT, order=80
        )
