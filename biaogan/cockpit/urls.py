from django.urls import path

from biaogan.cockpit import views

app_name = "cockpit"
urlpatterns = [path("", views.home, name="home"), path("search/", views.search, name="search")]
