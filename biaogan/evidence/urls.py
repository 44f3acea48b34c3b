from django.urls import path

from biaogan.evidence import views

app_name = "evidence"

urlpatterns = [
    path("cases/<int:case_id>/add", views.add, name="add"),
    path("cases/<int:case_id>/add-reference", views.add_reference, name="add_reference"),
    path("<int:pk>/file", views.download, name="download"),
    path("<int:pk>/small", views.thumbnail, name="thumbnail"),
    path("<int:pk>/accesses", views.accesses, name="accesses"),
    path("retention", views.retention, name="retention"),
]
