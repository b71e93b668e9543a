"""Addresses of the bilans; reading them is public."""

from django.urls import path

from maillage.bilan.views import frozen, reading

urlpatterns = [
    path("", reading.bilans, name="bilan"),
    path("figer/<int:key>/", frozen.freeze_bilan, name="freeze_bilan"),
    path("fige/<int:key>/", frozen.frozen_bilan, name="frozen_bilan"),
    path("fige/<int:key>/fichier.<slug:form>", frozen.frozen_file, name="frozen_file"),
    path("<slug:code>/", reading.bilan_page, name="bilan_page"),
    path("<slug:code>/fichier.<slug:form>", reading.bilan_file, name="bilan_file"),
]
