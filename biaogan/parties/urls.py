from django.urls import path

from biaogan.parties import views

app_name = "parties"

urlpatterns = [
    path("<int:pk>/", views.masked, name="masked"),
    path("<int:pk>/reveal", views.reveal, name="reveal"),
    path("<int:pk>/correct", views.correct, name="correct"),
    path("<int:pk>/erase", views.erase, name="erase"),
]
