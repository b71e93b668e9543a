"""Addresses of the bilans; reading them is public, the rest is work."""

from django.urls import path

from maillage.bilan.views import campaigns, decks, frozen, giving, layouts, reading, scenarios

urlpatterns = [
    path("", reading.bilans, name="bilan"),
    path("figer/<int:key>/", frozen.freeze_bilan, name="freeze_bilan"),
    path("fige/<int:key>/", frozen.frozen_bilan, name="frozen_bilan"),
    path("fige/<int:key>/fichier.<slug:form>", frozen.frozen_file, name="frozen_file"),
    path("fige/<int:key>/differences/", frozen.frozen_differences, name="frozen_differences"),
    path("couleurs/<int:version>.css", layouts.bilan_style, name="bilan_style"),
    path("campagnes/", campaigns.bilan_campaigns, name="bilan_campaigns"),
    path("campagnes/ouvrir/", campaigns.open_bilan_campaign, name="open_bilan_campaign"),
    path("campagnes/<int:key>/", campaigns.bilan_campaign, name="bilan_campaign"),
    path("campagnes/<int:key>/relancer/", campaigns.remind_bilans, name="remind_bilans"),
    path("campagnes/<int:key>/clore/", campaigns.close_bilans, name="close_bilans"),
    path("campagnes/<int:key>/textes/", campaigns.choose_bilan_texts, name="choose_bilan_texts"),
    path("campagnes/<int:key>/figer/", campaigns.freeze_national_bilan, name="freeze_national_bilan"),
    path("a-rendre/", giving.my_bilans, name="my_bilans"),
    path("a-rendre/<int:key>/", giving.asked_bilan, name="asked_bilan"),
    path("a-rendre/<int:key>/fichier.<slug:form>", giving.asked_bilan_file, name="asked_bilan_file"),
    path("a-rendre/<int:key>/ecrire/", giving.write_bilan, name="write_bilan"),
    path("a-rendre/<int:key>/envoyer/", giving.send_asked_bilan, name="send_bilan"),
    path("a-rendre/<int:key>/accepter/", giving.accept_bilan, name="accept_bilan"),
    path("a-rendre/<int:key>/rendre/", giving.give_bilan_back, name="give_bilan_back"),
    path("mettre-en-page/", layouts.bilan_layouts, name="bilan_layouts"),
    path("mettre-en-page/<slug:code>/", layouts.bilan_layout, name="bilan_layout"),
    path("mettre-en-page/<slug:code>/couverture/", layouts.dress_bilan, name="dress_bilan"),
    path(
        "mettre-en-page/<slug:code>/<slug:part>/mot/", layouts.comment_bilan_part, name="comment_bilan_part"
    ),
    path("mettre-en-page/<slug:code>/<int:version>/", layouts.restore_layout, name="restore_layout"),
    path("lots/", decks.deck_lots, name="deck_lots"),
    path("lots/demander/", decks.new_lot, name="new_deck_lot"),
    path("lots/<int:key>/", decks.deck_lot, name="deck_lot"),
    path("lots/<int:key>/archive.zip", decks.lot_archive, name="lot_archive"),
    path("lots/<int:key>/arreter/", decks.stop_deck_lot, name="stop_deck_lot"),
    path("lots/<int:key>/reprendre/", decks.retry_deck_lot, name="retry_deck_lot"),
    path("scenarios/<int:key>/fichier.<slug:form>", scenarios.scenario_file, name="scenario_file"),
    path("<slug:code>/", reading.bilan_page, name="bilan_page"),
    path("<slug:code>/fichier.<slug:form>", reading.bilan_file, name="bilan_file"),
]
