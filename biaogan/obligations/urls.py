from django.urls import path

from biaogan.obligations import views

app_name = "obligations"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:pk>/why/", views.why, name="why"),
    path("duties/<int:pk>/", views.duty, name="duty"),
    path("limits/", views.limits, name="limits"),
    path("limits/recurring/new/", views.new_recurring, name="new_recurring"),
    path("limits/recurring/<int:pk>/end/", views.end_recurring, name="end_recurring"),
    path("limits/<str:kind>/", views.limit, name="limit"),
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<str:secret>.ics", views.feed, name="feed"),
]
