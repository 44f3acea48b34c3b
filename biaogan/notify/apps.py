from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotifyConfig(AppConfig):
    name = "biaogan.notify"
    verbose_name = _("Messages")

    def ready(self) -> None:
        from biaogan.accounts.access import Permission
        from biaogan.audit.names import register_fact_words, register_names
        from biaogan.core.navigation import register_page
        from biaogan.core.schedule import every
        from biaogan.notify import jobs, queries, vacancies
        from biaogan.notify.channels import CHANNELS, register_email
        from biaogan.notify.templates import message_of

        register_email()
        vacancies.register()
        every("* * * * *", "notify.deliver", jobs.deliver, _("Delivery of messages"))
        register_page(
            "work",
            _("My messages"),
            "notify:mine",
            "bell",
            order=30,
            count=lambda request: queries.unread_count(request.actor),
        )
        register_page(
            "settings",
            _("Words of messages"),
            "notify:texts",
            "message-cog",
            permission=Permission.EDIT_TEMPLATES,
            order=52,
        )
        register_page(
            "settings",
            _("Messages going out"),
            "notify:outbox",
            "mail-forward",
            permission=Permission.MANAGE_USERS,
            order=80,
        )
        register_names(
            {
                "notify.message_changed": _("changed the words of a message"),
                "notify.sent_again": _("sent a message again"),
                "notify.counted_as_sent": _("counted a message as sent"),
            },
            icon="mail",
        )
        register_fact_words("notify", "channel", lambda code: CHANNELS[code].name if code in CHANNELS else "")
        register_fact_words(
            "notify.message_changed", "code", lambda code: message.name if (message := message_of(code)) else ""
        )
        register_names({"notify.preferences_set": _("chose how to be told")}, private=True, icon="bell")
