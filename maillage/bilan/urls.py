"""Addresses of the bilans; all are public but freezing one."""

from django.urls import path

from maillage.bilan import frozen_views, views

urlpatterns = [
    path("", views.bilans, name="bilan"),
    path("figer/<int:key>/", frozen_views.freeze_bilan, name="freeze_bilan"),
    path("fige/<int:key>/", frozen_views.frozen_bilan, name="frozen_bilan"),
    path("fige/<int:key>/fichier.<slug:form>", frozen_views.frozen_file, name="frozen_file"),
    path("<slug:code>/", views.bilan_page, name="bilan_page"),
    path("<slug:code>/fichier.<slug:form>", views.bilan_file, name="bilan_file"),
]
