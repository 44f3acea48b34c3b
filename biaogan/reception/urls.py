from django.urls import path

from biaogan.reception import views, views_mend

app_name = "reception"

urlpatterns = [
    path("", views.choose, name="choose"),
    path("received/", views.received, name="received"),
    path("follow/", views.follow, name="follow"),
    path("follow/add/", views.add, name="add"),
    path("follow/withdraw/", views.withdraw, name="withdraw"),
    path("follow/leave/", views.leave, name="leave"),
    path("mend/<str:token>/", views_mend.mend, name="mend"),
    path("<str:outlet_code>/", views.say, name="say"),
]
