from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgConfig(AppConfig):
    name = "biaogan.org"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        from biaogan.core.navigation import register_page
        from biaogan.core.schedule import every
        from biaogan.org import imports, jobs, trail
        from biaogan.org.permissions import VIEW_UNIT

        imports.register()
        trail.register()
        every("*/10 * * * *", "org.follow_the_tree", jobs.follow_the_tree, _("Moves of units that fall due"))
        every("*/10 * * * *", "org.hand_over", jobs.hand_over, _("Hand-over when a post ends"))
        every("7 * * * *", "org.watch_vacancies", jobs.watch_vacancies, _("Watch over vacant posts"))
        register_page("network", _("Units and people"), "org:units", "building-bank", permission=VIEW_UNIT, order=10)
