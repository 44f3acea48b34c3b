from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "biaogan.evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        from biaogan.accounts.access import Permission
        from biaogan.audit.checks import register_check
        from biaogan.audit.names import register_fact_words, register_names
        from biaogan.cases.kinds import KINDS
        from biaogan.core.navigation import register_page
        from biaogan.core.schedule import every
        from biaogan.evidence import jobs, verifying

        every("10 3 * * *", "evidence.retire", jobs.retire, _("End of periods of keeping"))
        every("40 3 * * 0", "evidence.clear", jobs.clear, _("Clearing of files that nothing needs"))
        register_check("evidence", _("Evidence"), verifying.verify_files)
        register_page(
            "settings",
            _("Keeping of evidence"),
            "evidence:retention",
            "archive",
            permission=Permission.EDIT_LIMITS,
            order=60,
        )
        register_names(
            {
                "evidence.added": _("added evidence"),
                "evidence.deleted": _("deleted evidence at the end of its period"),
                "evidence.retention_set": _("set how long evidence is kept"),
            },
            icon="paperclip",
        )
        register_fact_words(
            "evidence.retention_set", "case_kind", lambda code: KINDS[code].name if code in KINDS else ""
        )
