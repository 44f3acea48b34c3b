from django.urls import path

from biaogan.field import views

app_name = "field"

urlpatterns = [
    path("", views.shell, name="shell"),
    path("sw.js", views.worker, name="worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("phone", views.phone, name="phone"),
    path("phone/<int:pk>/revoke", views.revoke_phone, name="revoke_phone"),
]
