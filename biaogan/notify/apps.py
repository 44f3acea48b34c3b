from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "biaogan.notify"

    def ready(self) -> None:
        from biaogan.core.schedule import every
        from biaogan.notify import jobs

        every("* * * * *", "notify.deliver", jobs.deliver)
