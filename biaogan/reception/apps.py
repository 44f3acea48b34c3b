from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReceptionConfig(AppConfig):
    name = "biaogan.reception"

    def ready(self) -> None:
        from biaogan.audit.names import Named, References, register_references

        # «page:say» and «page:follow»: nobody is known behind the customer's page.
        register_references(
            "page",
            References(_("Customer's page"), lambda idents: {ident: Named(str(_("the customer"))) for ident in idents}),
        )
