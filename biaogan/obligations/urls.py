from django.urls import path

from biaogan.obligations import views

app_name = "obligations"

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:pk>/", views.obligation, name="obligation"),
    path("<int:pk>/why/", views.why, name="why"),
    path("<int:pk>/finish/", views.finish, name="finish"),
    path("<int:pk>/pause/", views.pause, name="pause"),
    path("<int:pk>/resume/", views.resume, name="resume"),
    path("<int:pk>/extend/", views.extend, name="extend"),
    path("<int:pk>/cancel/", views.cancel, name="cancel"),
    path("duties/<int:pk>/", views.duty, name="duty"),
    path("limits/", views.limits, name="limits"),
    path("limits/recurring/new/", views.new_recurring, name="new_recurring"),
    path("limits/recurring/<int:pk>/end/", views.end_recurring, name="end_recurring"),
    path("limits/<str:kind>/", views.limit, name="limit"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
]
