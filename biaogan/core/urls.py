from django.conf import settings
from django.urls import path

from biaogan.core import views

app_name = "core"

urlpatterns = [path("language", views.set_language, name="language")]

if settings.SHOW_GALLERY:
    from biaogan.core import views_gallery

    urlpatterns += [
        path("gallery", views_gallery.gallery, name="gallery"),
        path("gallery/<slug:page>", views_gallery.gallery_page, name="gallery_page"),
    ]
