from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PapersConfig(AppConfig):
    name = "biaogan.papers"
    verbose_name = _("Official papers")

    def ready(self) -> None:
        from biaogan.accounts.access import Permission
        from biaogan.audit.names import register_fact_words, register_names
        from biaogan.core.navigation import register_page
        from biaogan.core.schedule import every
        from biaogan.evidence.store import register_keeper
        from biaogan.papers import jobs, queries
        from biaogan.papers.kinds import KINDS

        every("* * * * *", "papers.render", jobs.render, _("Making of files of papers"))
        register_keeper("papers", queries.files_needed)
        register_page(
            "service",
            _("Official papers"),
            "papers:register",
            "file-certificate",
            permission=Permission.ISSUE_PAPER,
            order=70,
        )
        register_page(
            "settings",
            _("Templates of papers"),
            "papers:templates",
            "template",
            permission=Permission.EDIT_TEMPLATES,
            order=50,
        )
        register_page(
            "settings", _("Issuer codes"), "papers:issuer_codes", "hash", permission=Permission.EDIT_TEMPLATES, order=51
        )
        register_fact_words("paper", "kind", lambda code: KINDS[code].name if code in KINDS else "")
        register_names(
            {
                "paper.drafted": _("drafted a paper"),
                "paper.edited": _("edited a draft"),
                "paper.issued": _("issued a paper"),
                "paper.discarded": _("discarded a draft"),
                "paper.voided": _("declared a paper void"),
                "paper.issuer_code_set": _("set an issuer code"),
                "paper.template_changed": _("changed the template of a kind of paper"),
            },
            icon="file-certificate",
        )
