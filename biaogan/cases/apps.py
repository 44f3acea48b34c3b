from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "biaogan.cases"

    def ready(self) -> None:
        from biaogan.cases import trail

        trail.register()
