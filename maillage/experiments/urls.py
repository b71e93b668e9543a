"""Addresses where experiments are kept; their public pages are among those of the portal."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns
from maillage.experiments.views import keeping, trying

PUBLIC: Addresses = ()
WORK: Addresses = (
    ("tenir-les-experimentations/", keeping.keep_experiments, "keep_experiments"),
    ("tenir-les-experimentations/preparer/", keeping.new_experiment, "new_experiment"),
    ("tenir-les-experimentations/<int:key>/", keeping.keep_experiment, "keep_experiment"),
    ("tenir-les-experimentations/<int:key>/reprendre/", keeping.edit_experiment, "edit_experiment"),
    ("tenir-les-experimentations/<int:key>/protocole/", keeping.register, "register_protocol"),
    ("tenir-les-experimentations/<int:key>/rouvrir/", keeping.reopen, "reopen_protocol"),
    ("tenir-les-experimentations/<int:key>/avenant/", keeping.amendment, "experiment_amendment"),
    ("tenir-les-experimentations/<int:key>/partenaire/", keeping.partner, "experiment_partner"),
    ("tenir-les-experimentations/<int:key>/site/", trying.site, "experiment_site"),
    ("tenir-les-experimentations/<int:key>/site/<int:fact>/", trying.leave, "experiment_leave"),
    ("tenir-les-experimentations/<int:key>/tirage/", trying.lot, "experiment_lot"),
    ("tenir-les-experimentations/<int:key>/mesure/", trying.wave, "experiment_wave"),
    ("tenir-les-experimentations/<int:key>/journal/", keeping.journal, "experiment_journal"),
    ("tenir-les-experimentations/<int:key>/decision/", keeping.decision, "experiment_decision"),
    ("tenir-les-experimentations/<int:key>/generaliser/", keeping.spread, "experiment_spread"),
    ("tenir-les-experimentations/<int:key>/fiche/", keeping.lesson, "experiment_lesson"),
    (
        "tenir-les-experimentations/<int:key>/retirer/<slug:sort>/<int:fact>/",
        keeping.undo,
        "experiment_take_back",
    ),
    (
        "experimentations/<slug:slug>/mesurer/<int:fact>/<int:moment>/",
        trying.measure,
        "experiment_measure",
    ),
    ("experimentations/<slug:slug>/adopter/", trying.take_up, "adopt_experiment"),
    ("experimentations/<slug:slug>/adopter/<int:fact>/", trying.give_up, "stop_adopting"),
)

urlpatterns: list[URLPattern] = patterns(PUBLIC, WORK)
