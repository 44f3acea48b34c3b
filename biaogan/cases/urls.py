from django.urls import path

from biaogan.cases import views

app_name = "cases"

urlpatterns = [
    path("", views.find, name="find"),
    path("<int:pk>/", views.open_case, name="open"),
    path("<int:pk>/link", views.link, name="link"),
    path("<int:pk>/bar", views.bar, name="bar"),
    path("<int:pk>/bars/<int:bar_id>/lift", views.lift_bar, name="lift_bar"),
    path("<int:pk>/confidential", views.make_confidential, name="make_confidential"),
    path("<int:pk>/ordinary", views.make_ordinary, name="make_ordinary"),
    path("<int:pk>/hold", views.hold, name="hold"),
    path("<int:pk>/lift-hold", views.lift_hold, name="lift_hold"),
]
