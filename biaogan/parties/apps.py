from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "biaogan.parties"

    def ready(self) -> None:
        from biaogan.core.schedule import every
        from biaogan.parties import jobs

        every("20 * * * *", "parties.seal_anew", jobs.seal_anew)
