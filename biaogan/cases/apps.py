from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "biaogan.cases"

    def ready(self) -> None:
        from biaogan.cases import jobs, trail
        from biaogan.core.schedule import every

        trail.register()
        every("*/1 * * * *", "cases.fill_words", jobs.fill_words)
