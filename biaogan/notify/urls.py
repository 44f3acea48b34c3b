from django.urls import path

from biaogan.notify import views, views_settings

app_name = "notify"

urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:pk>/open", views.open_one, name="open"),
    path("read-all", views.read_all, name="read_all"),
    path("preferences", views.preferences, name="preferences"),
    path("texts", views_settings.texts, name="texts"),
    path("texts/<str:code>", views_settings.text, name="text"),
    path("texts/<str:code>/reset", views_settings.reset_text, name="reset_text"),
    path("outbox", views_settings.outbox, name="outbox"),
    path("outbox/<int:pk>/send-again", views_settings.send_again, name="send_again"),
    path("outbox/<int:pk>/count-as-sent", views_settings.count_as_sent, name="count_as_sent"),
]
