"""Addresses where the library is written and read again; its public pages are among those of the portal."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns
from maillage.resources.views import reviewing, using, writing

PUBLIC: Addresses = ()
WORK: Addresses = (
    ("mes-fiches/", writing.my_resources, "my_resources"),
    ("mes-fiches/ecrire/", writing.new_resource, "new_resource"),
    ("mes-fiches/<int:key>/", writing.my_resource, "my_resource"),
    ("mes-fiches/<int:key>/reprendre/", writing.edit_resource, "edit_resource"),
    ("mes-fiches/<int:key>/remettre/", writing.propose, "propose_resource"),
    ("relire-les-fiches/", reviewing.review_resources, "review_resources"),
    ("relire-les-fiches/<int:key>/", reviewing.review_resource, "review_resource"),
    ("relire-les-fiches/<int:key>/publier/", reviewing.publish, "publish_resource"),
    ("relire-les-fiches/<int:key>/rendre/", reviewing.give_back, "return_resource"),
    ("relire-les-fiches/<int:key>/confirmer/", reviewing.confirm, "confirm_resource"),
    ("relire-les-fiches/<int:key>/retirer/", reviewing.withdraw, "withdraw_resource"),
    ("ressources/<slug:slug>/utiliser/", using.use_resource, "use_resource"),
    ("ressources/<slug:slug>/utiliser/<int:fact>/retirer/", using.leave_resource, "leave_resource"),
)

urlpatterns: list[URLPattern] = patterns(PUBLIC, WORK)
