from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "biaogan.audit"
    verbose_name = _("Audit trail")

    def ready(self) -> None:
        from biaogan.audit import jobs, verifying
        from biaogan.audit.actions import witness_file
        from biaogan.audit.checks import register_check
        from biaogan.audit.names import register_fact_words
        from biaogan.core.exchange import EXPORTERS, IMPORTERS, WITNESSES
        from biaogan.core.schedule import every

        every("* * * * *", "audit.seal", jobs.seal, _("Sealing of the trail"))
        every("40 2 * * *", "audit.seal_stragglers", jobs.seal_stragglers, _("Sealing of late events"))
        register_check("audit", _("Audit trail"), verifying.verify_seals)
        WITNESSES.register("audit", witness_file)
        own = {"audit": self.verbose_name}
        register_fact_words("file.imported", "kind", lambda kind: IMPORTERS[kind].label if kind in IMPORTERS else "")
        register_fact_words(
            "file.exported", "kind", lambda kind: EXPORTERS[kind].label if kind in EXPORTERS else own.get(kind, "")
        )
