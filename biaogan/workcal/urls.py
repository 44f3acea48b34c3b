app_name = "workcal"
urlpatterns: list[object] = []
