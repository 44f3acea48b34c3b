from django.urls import path

from biaogan.sync import views

app_name = "sync"

urlpatterns = [
    path("", views.devices, name="devices"),
    path("pair", views.pair, name="pair"),
    path("kept-aside", views.quarantine, name="quarantine"),
    path("<int:pk>", views.device, name="device"),
    path("<int:pk>/revoke", views.revoke, name="revoke"),
]
