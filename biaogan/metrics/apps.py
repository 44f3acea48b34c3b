from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MetricsConfig(AppConfig):
    name = "biaogan.metrics"

    def ready(self) -> None:
        from biaogan.accounts.roles import Permission
        from biaogan.core.exchange import register_exporter
        from biaogan.core.navigation import register_page
        from biaogan.metrics.exports import METRICS_OUT

        register_exporter(METRICS_OUT)

        register_page(
            "figures", _("Figures"), "metrics:table", "chart-bar", permission=Permission.VIEW_METRICS, order=10
        )
