from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartiesConfig(AppConfig):
    name = "biaogan.parties"
    verbose_name = _("Customers")

    def ready(self) -> None:
        from biaogan.audit.checks import register_check
        from biaogan.audit.names import choice_words, register_fact_words, register_names
        from biaogan.core.schedule import every
        from biaogan.parties import jobs, verifying
        from biaogan.parties.models import Purpose
        from biaogan.parties.rules import PersonalField

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
        register_fact_words("party", "fields", choice_words(PersonalField))
        register_fact_words("party", "purpose", choice_words(Purpose))
        register_names({"party.sealed_anew": _("moved personal data to a new key")}, private=True, icon="key")
