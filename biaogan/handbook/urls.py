from django.urls import path

from biaogan.handbook.views import books, items, versions

app_name = "handbook"

urlpatterns = [
    path("", books.handbooks, name="list"),
    path("new/", books.new, name="new"),
    path("versions/<int:pk>/", books.version, name="version"),
    path("versions/<int:pk>/compare/<int:other>/", books.compare, name="compare"),
    path("versions/<int:pk>/draft/", versions.draft, name="draft"),
    path("versions/<int:pk>/edit/", versions.edit, name="edit"),
    path("versions/<int:pk>/grades/", versions.bands, name="bands"),
    path("versions/<int:pk>/publish/", versions.publish, name="publish"),
    path("versions/<int:pk>/withdraw/", versions.withdraw, name="withdraw"),
    path("versions/<int:pk>/discard/", versions.discard, name="discard"),
    path("versions/<int:pk>/items/new/", items.new, name="item_new"),
    path("versions/<int:pk>/items/rule/", items.rule, name="item_rule"),
    path("versions/<int:pk>/items/preview/", items.preview, name="item_preview"),
    path("versions/<int:pk>/areas/new/", items.area_new, name="area_new"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/edit/", items.edit, name="item_edit"),
    path("items/<int:pk>/remove/", items.remove, name="item_remove"),
    path("areas/<int:pk>/", items.area_edit, name="area_edit"),
    path("areas/<int:pk>/remove/", items.area_remove, name="area_remove"),
]
