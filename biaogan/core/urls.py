from django.conf import settings
from django.urls import path

from biaogan.core import views
from biaogan.core.exchange import views as files

app_name = "core"

urlpatterns = [
    path("language", views.set_language, name="language"),
    path("import", files.kinds, name="import"),
    path("import/<slug:kind>", files.hand_in, name="import_hand_in"),
    path("import/<slug:kind>/template", files.template, name="import_template"),
    path("import/<slug:kind>/<uuid:key>", files.look, name="import_look"),
    path("import/<slug:kind>/<uuid:key>/apply", files.apply, name="import_apply"),
    path("import/<slug:kind>/<uuid:key>/refusals", files.refusals, name="import_refusals"),
]

if settings.SHOW_GALLERY:
    from biaogan.core import views_gallery

    urlpatterns += [
        path("gallery", views_gallery.gallery, name="gallery"),
        path("gallery/<slug:page>", views_gallery.gallery_page, name="gallery_page"),
    ]
