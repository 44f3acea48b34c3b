from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SyncConfig(AppConfig):
    name = "biaogan.sync"
    verbose_name = _("Devices")

    def ready(self) -> None:
        from biaogan.accounts.roles import Permission
        from biaogan.core.navigation import register_page
        from biaogan.core.schedule import every
        from biaogan.sync import jobs, trail

        trail.register()
        every("*/10 * * * *", "sync.take_up", jobs.take_up, _("Taking up of what devices sent"))
        every("44 3 * * *", "sync.forget_codes", jobs.forget_codes, _("Forgetting of old pairing codes"))
        every(
            "4 4 * * *", "sync.sweep_uploads", jobs.sweep_uploads, _("Sweeping of uploads that nothing came to claim")
        )
        register_page(
            "settings", _("Devices"), "sync:devices", "devices", permission=Permission.MANAGE_DEVICES, order=40
        )
