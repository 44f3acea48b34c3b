from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartiesConfig(AppConfig):
    name = "biaogan.parties"
    verbose_name = _("Customers")

    def ready(self) -> None:
        from biaogan.audit.checks import register_check
        from biaogan.audit.names import register_names
        from biaogan.core.schedule import every
        from biaogan.parties import jobs, verifying

        every("20 * * * *", "parties.seal_anew", jobs.seal_anew, _("Encrypting anew with the current key"))
        register_check("parties", _("Personal data"), verifying.verify_seals)
        register_names(
            {
                "party.revealed": _("looked at personal data"),
                "party.corrected": _("corrected personal data"),
                "party.erased": _("erased personal data"),
            },
            icon="user",
        )
        register_names({"party.sealed_anew": _("moved personal data to a new key")}, private=True, icon="key")
