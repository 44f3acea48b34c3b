from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "biaogan.accounts"
    verbose_name = _("Users and rights")

    def ready(self) -> None:
        from biaogan.accounts import choices, jobs, telling
        from biaogan.accounts.roles import Permission
        from biaogan.audit.names import (
            choice_words,
            register_fact_reference,
            register_fact_words,
            register_names,
            register_references,
        )
        from biaogan.audit.reach import register_units
        from biaogan.core.navigation import register_page
        from biaogan.core.schedule import every
        from biaogan.core.views import KEEPERS

        KEEPERS.append(choices.keep_language)
        register_units(telling.units_under)
        register_names(telling.EVENT_NAMES)
        for kind, references in telling.REFERENCES.items():
            register_references(kind, references)
        for event, key, kind in telling.FACTS:
            register_fact_reference(event, key, kind)
        for event, key, chosen in telling.CHOICES:
            register_fact_words(event, key, choice_words(chosen))
        every("17 3 * * *", "accounts.forget_sessions", jobs.forget_sessions, _("Forgetting of old sessions"))
        register_page("settings", _("Users"), "accounts:users", "users", permission=Permission.MANAGE_USERS, order=10)
        register_page("settings", _("Roles and rights"), "accounts:rights", "shield-lock", order=20)
        register_page(
            "settings", _("Audit trail"), "audit:trail", "history", permission=Permission.VIEW_AUDIT, order=80
        )
