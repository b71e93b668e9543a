"""Addresses of the bilans; all are public."""

from django.urls import path

from maillage.bilan import views

urlpatterns = [
    path("", views.bilans, name="bilan"),
    path("<slug:code>/", views.bilan_page, name="bilan_page"),
    path("<slug:code>/fichier.<slug:form>", views.bilan_file, name="bilan_file"),
]
