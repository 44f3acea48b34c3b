from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "biaogan.cases"

    def ready(self) -> None:
        from biaogan.cases import jobs, trail
        from biaogan.core.schedule import every

        trail.register()
        every("*/1 * * * *", "cases.fill_words", jobs.fill_words, _("Words of cases for the search"))
