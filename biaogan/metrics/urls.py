from django.urls import path

from biaogan.metrics import views

app_name = "metrics"
urlpatterns = [
    path("", views.table, name="table"),
    path("<slug:code>/months/", views.months, name="months"),
    path("<slug:code>/rows/", views.rows, name="rows"),
]
