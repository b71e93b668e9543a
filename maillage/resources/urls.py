"""Addresses where the library is written and read again; its public pages are among those of the portal."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns
from maillage.resources.views import advice, coauthors, lived, pieces, reviewing, using, writing

PUBLIC: Addresses = (("ressources/<slug:slug>/pieces/<int:piece>/", pieces.piece, "resource_piece"),)
WORK: Addresses = (
    ("mes-fiches/", writing.my_resources, "my_resources"),
    ("mes-fiches/ecrire/", writing.new_resource, "new_resource"),
    ("mes-fiches/<int:key>/", writing.my_resource, "my_resource"),
    ("mes-fiches/<int:key>/reprendre/", writing.edit_resource, "edit_resource"),
    ("mes-fiches/<int:key>/remettre/", writing.propose, "propose_resource"),
    ("mes-fiches/<int:key>/auteurs/inviter/", coauthors.invite, "invite_coauthor"),
    ("mes-fiches/<int:key>/auteurs/<int:fact>/retirer/", coauthors.leave, "leave_coauthor"),
    ("mes-fiches/<int:key>/images/joindre/", pieces.new_picture, "join_picture"),
    ("mes-fiches/<int:key>/pieces/joindre/", pieces.new_piece, "join_piece"),
    ("mes-fiches/<int:key>/pieces/<int:piece>/retirer/", pieces.take_off, "take_off_piece"),
    ("relire-les-fiches/", reviewing.review_resources, "review_resources"),
    ("relire-les-fiches/<int:key>/", reviewing.review_resource, "review_resource"),
    ("relire-les-fiches/<int:key>/publier/", reviewing.publish, "publish_resource"),
    ("relire-les-fiches/<int:key>/rendre/", reviewing.give_back, "return_resource"),
    ("relire-les-fiches/<int:key>/confirmer/", reviewing.confirm, "confirm_resource"),
    ("relire-les-fiches/<int:key>/retirer/", reviewing.withdraw, "withdraw_resource"),
    ("ressources/<slug:slug>/utiliser/", using.use_resource, "use_resource"),
    ("conseils/", advice.my_advice, "my_advice"),
    ("conseils/demander/", advice.ask, "ask_advice"),
    ("conseils/a-repondre/", advice.to_answer, "advice_to_answer"),
    ("conseils/<int:key>/", advice.advice, "advice"),
    ("conseils/<int:key>/repondre/", advice.answer, "answer_advice"),
    ("conseils/<int:key>/suffit/", advice.settle, "settle_advice"),
    ("conseils/<int:key>/redemander/", advice.again, "ask_advice_again"),
    ("conseils/<int:key>/clore/", advice.close, "close_advice"),
    ("conseils/<int:key>/fiche/", advice.shelve, "shelve_advice"),
    ("deja-vecu/", lived.lived, "lived"),
    ("deja-vecu/accepter/", lived.agree, "agree_to_be_asked"),
    ("deja-vecu/<int:key>/arreter/", lived.stop, "stop_being_asked"),
    ("ressources/<slug:slug>/utiliser/<int:fact>/retirer/", using.leave_resource, "leave_resource"),
)

urlpatterns: list[URLPattern] = patterns(PUBLIC, WORK)
