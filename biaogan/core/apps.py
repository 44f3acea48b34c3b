from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "biaogan.core"

    def ready(self) -> None:
        from django.utils.translation import gettext_lazy as _

        from biaogan.core import idempotency
        from biaogan.core.exchange import uploads
        from biaogan.core.exchange.importing import IMPORT_DATA
        from biaogan.core.navigation import register_page
        from biaogan.core.schedule import every

        every("25 * * * *", "core.purge_idempotency_keys", idempotency.purge, _("Forgetting of old request keys"))
        every("35 * * * *", "core.forget_uploads", uploads.forget_old, _("Clearing of unused uploads"))
        register_page("settings", _("Import files"), "core:import", "file-import", permission=IMPORT_DATA, order=80)
