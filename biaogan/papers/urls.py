from django.urls import path, register_converter

from biaogan.papers import views, views_settings

app_name = "papers"


class FormConverter:
    regex = "pdf|docx"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(FormConverter, "paper_form")

urlpatterns = [
    path("", views.register, name="register"),
    path("<int:pk>/", views.paper, name="paper"),
    path("<int:pk>/pages/<int:number>.png", views.page_picture, name="page"),
    path("<int:pk>/file.<paper_form:form>", views.file, name="file"),
    path("<int:pk>/full.<paper_form:form>", views.full_version, name="full_version"),
    path("<int:pk>/draft", views.draft, name="draft"),
    path("<int:pk>/issue", views.issue, name="issue"),
    path("<int:pk>/discard", views.discard, name="discard"),
    path("<int:pk>/void", views.void, name="void"),
    path("templates", views_settings.templates, name="templates"),
    path("templates/<str:kind>", views_settings.template, name="template"),
    path("templates/<str:kind>/reset", views_settings.reset_template, name="reset_template"),
    path("templates/<str:kind>/sample.png", views_settings.template_picture, name="template_picture"),
    path("issuer-codes", views_settings.issuer_codes, name="issuer_codes"),
]
