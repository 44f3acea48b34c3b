from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "biaogan.core"

    def ready(self) -> None:
        from biaogan.core import idempotency
        from biaogan.core.schedule import every

        every("25 * * * *", "core.purge_idempotency_keys", idempotency.purge)
