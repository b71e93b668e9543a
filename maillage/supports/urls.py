"""Addresses of supports; those that need no sign-in are in the list PUBLIC, and nowhere else."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns
from maillage.supports.views import (
    aid_desk,
    aid_mine,
    aid_public,
    aid_run,
    exchange_desk,
    exchange_mine,
    exchange_minutes,
    training_attendance,
    training_curricula,
    training_desk,
    training_public,
    training_seat,
)

# Training: the sessions, signing up, who came, the certificates.
TRAINING_PUBLIC: Addresses = (
    ("formations/", training_public.trainings, "trainings"),
    ("formations/agenda/<str:place>.ics", training_public.trainings_calendar, "trainings_calendar"),
    ("formations/<int:key>/", training_public.training, "training"),
    ("formations/<int:key>/agenda.ics", training_public.training_calendar, "training_calendar"),
    ("formations/<int:key>/inscription/", training_public.training_enrol, "training_enrol"),
    ("formations/programmes/<slug:slug>/", training_curricula.curriculum, "curriculum"),
    (
        "attestations/<str:number>.pdf",
        training_attendance.training_certificate_pdf,
        "training_certificate_pdf",
    ),
    ("attestations/<str:number>/", training_attendance.training_certificate, "training_certificate"),
    ("mon-avis/<str:token>/", training_attendance.training_evaluation, "training_evaluation"),
    ("mon-inscription/<str:token>/", training_seat.training_seat, "training_seat"),
    ("mon-accord/<str:token>/", training_seat.training_agreement, "training_agreement"),
)
TRAINING: Addresses = (
    ("mes-formations/", training_desk.my_trainings, "my_trainings"),
    ("mes-formations/ouvrir/<slug:slug>/", training_desk.open_training, "open_training"),
    ("mes-formations/<int:key>/", training_desk.work_training, "work_training"),
    ("mes-formations/<int:key>/modifier/", training_desk.edit_training, "edit_training"),
    ("mes-formations/<int:key>/annuler/", training_desk.cancel_training, "cancel_training"),
    ("mes-formations/<int:key>/places/", training_desk.hold_training_seats, "hold_training_seats"),
    (
        "mes-formations/<int:key>/places/<int:hold>/rendre/",
        training_desk.release_training_seats,
        "release_training_seats",
    ),
    ("mes-formations/<int:key>/<int:enrolment>/accord/", training_desk.training_agree, "training_agree"),
    ("mes-formations/<int:key>/<int:enrolment>/refus/", training_desk.training_decline, "training_decline"),
    (
        "mes-formations/<int:key>/<int:enrolment>/retrait/",
        training_desk.training_withdraw,
        "training_withdraw",
    ),
    ("mes-formations/<int:key>/feuille.pdf", training_attendance.training_sheet, "training_sheet"),
    ("mes-formations/<int:key>/presences/", training_attendance.training_presences, "training_presences"),
    (
        "mes-formations/<int:key>/presences/ajouter/",
        training_attendance.training_add_present,
        "training_add_present",
    ),
    ("mes-formations/<int:key>/presences/clore/", training_attendance.training_close, "training_close"),
    ("mes-formations/<int:key>/presences/rouvrir/", training_attendance.training_reopen, "training_reopen"),
    ("programmes-de-formation/", training_curricula.curricula, "curricula"),
    ("programmes-de-formation/nouveau/", training_curricula.new_curriculum, "new_curriculum"),
    ("programmes-de-formation/<slug:slug>/", training_curricula.work_curriculum, "work_curriculum"),
    ("programmes-de-formation/<slug:slug>/modifier/", training_curricula.edit_curriculum, "edit_curriculum"),
    ("programmes-de-formation/<slug:slug>/version/", training_curricula.adopt_curriculum, "adopt_curriculum"),
    (
        "programmes-de-formation/<slug:slug>/formateurs/",
        training_curricula.qualify_trainer,
        "qualify_trainer",
    ),
    (
        "programmes-de-formation/<slug:slug>/formateurs/<int:key>/terminer/",
        training_curricula.end_trainer,
        "end_trainer",
    ),
)

# Aid schemes: small grants and calls for projects.
AIDS_PUBLIC: Addresses = (
    ("aides/", aid_public.aids, "aids"),
    ("aides/<slug:slug>/", aid_public.aid, "aid"),
)
AIDS: Addresses = (
    ("aides/<slug:slug>/demander/", aid_mine.apply_for, "apply_for"),
    ("mes-aides/", aid_mine.my_aids, "my_aids"),
    ("mes-aides/<int:key>/", aid_mine.my_aid, "my_aid"),
    ("mes-aides/<int:key>/reprendre/<int:former>/", aid_mine.my_aid_take_up, "my_aid_take_up"),
    ("mes-aides/<int:key>/joindre/", aid_mine.my_aid_join, "my_aid_join"),
    ("mes-aides/<int:key>/pieces/<int:piece>/retirer/", aid_mine.my_aid_unjoin, "my_aid_unjoin"),
    ("mes-aides/<int:key>/repondre/", aid_mine.my_aid_answer, "my_aid_answer"),
    ("mes-aides/<int:key>/retirer/", aid_mine.my_aid_withdraw, "my_aid_withdraw"),
    ("mes-aides/<int:key>/compte-rendu/", aid_mine.my_aid_report, "my_aid_report"),
    ("mes-aides/<int:key>/lettre.pdf", aid_mine.aid_letter, "aid_letter"),
    ("pieces/<int:key>/", aid_mine.aid_piece, "aid_piece"),
    ("aides-a-mener/", aid_run.run_aids, "run_aids"),
    ("aides-a-mener/nouvelle/", aid_run.new_aid, "new_aid"),
    ("aides-a-mener/<slug:slug>/", aid_run.run_aid, "run_aid"),
    ("aides-a-mener/<slug:slug>/modifier/", aid_run.edit_aid, "edit_aid"),
    ("aides-a-mener/<slug:slug>/questions/", aid_run.add_question, "aid_add_question"),
    ("aides-a-mener/<slug:slug>/questions/<int:key>/", aid_run.remove_question, "aid_remove_question"),
    ("aides-a-mener/<slug:slug>/enveloppes/", aid_run.add_envelope, "aid_add_envelope"),
    ("aides-a-mener/<slug:slug>/publier/", aid_run.open_aid, "aid_publish"),
    ("aides-a-mener/<slug:slug>/fermer/", aid_run.stop_aid, "aid_stop"),
    ("demandes-d-aide/", aid_desk.aid_files, "aid_files"),
    ("demandes-d-aide/comite/<slug:slug>.pdf", aid_desk.aid_committee, "aid_committee"),
    ("demandes-d-aide/<int:key>/", aid_desk.aid_file, "aid_file"),
    ("demandes-d-aide/<int:key>/completer/", aid_desk.aid_ask, "aid_ask"),
    ("demandes-d-aide/<int:key>/instruire/", aid_desk.aid_examine, "aid_examine"),
    ("demandes-d-aide/<int:key>/avis/", aid_desk.aid_opinion, "aid_opinion"),
    ("demandes-d-aide/<int:key>/lire/", aid_desk.aid_review, "aid_review"),
    ("demandes-d-aide/<int:key>/decider/", aid_desk.aid_decide, "aid_decide"),
    ("demandes-d-aide/<int:key>/verser/", aid_desk.aid_pay, "aid_pay"),
    ("demandes-d-aide/<int:key>/clore/", aid_desk.aid_close, "aid_close"),
)

# Exchanges of practice: those who come, those who organise.
EXCHANGES_PUBLIC: Addresses = (
    ("echanges/", exchange_mine.exchanges, "exchanges"),
    ("echanges/<int:key>/", exchange_mine.exchange, "exchange"),
    ("mon-echange/<str:token>/", exchange_mine.exchange_answer, "exchange_answer"),
)
EXCHANGES: Addresses = (
    ("mes-echanges/", exchange_mine.my_exchanges, "my_exchanges"),
    ("mes-echanges/<int:key>/", exchange_mine.join_exchange, "join_exchange"),
    ("mes-echanges/<int:key>/retrait/", exchange_mine.leave_exchange, "leave_exchange"),
    ("echanges-a-mener/", exchange_desk.run_exchanges, "run_exchanges"),
    ("echanges-a-mener/ouvrir/", exchange_desk.open_exchange_series, "open_exchange_series"),
    ("echanges-a-mener/series/<int:key>/", exchange_desk.exchange_series, "exchange_series"),
    (
        "echanges-a-mener/series/<int:key>/modifier/",
        exchange_desk.edit_exchange_series,
        "edit_exchange_series",
    ),
    ("echanges-a-mener/series/<int:key>/terminer/", exchange_desk.end_exchange_series, "end_exchange_series"),
    ("echanges-a-mener/series/<int:key>/prevoir/", exchange_desk.plan_exchange, "plan_exchange"),
    ("echanges-a-mener/<int:key>/", exchange_desk.work_exchange, "work_exchange"),
    ("echanges-a-mener/<int:key>/modifier/", exchange_desk.edit_exchange, "edit_exchange"),
    ("echanges-a-mener/<int:key>/annuler/", exchange_desk.cancel_exchange, "cancel_exchange"),
    ("echanges-a-mener/<int:key>/inviter/", exchange_desk.invite_to_exchange, "invite_to_exchange"),
    ("echanges-a-mener/<int:key>/liste.pdf", exchange_minutes.exchange_list, "exchange_list"),
    ("echanges-a-mener/<int:key>/presences/", exchange_minutes.exchange_presences, "exchange_presences"),
    (
        "echanges-a-mener/<int:key>/presences/ajouter/",
        exchange_minutes.exchange_add_present,
        "exchange_add_present",
    ),
    ("echanges-a-mener/<int:key>/compte-rendu/", exchange_minutes.exchange_minutes, "exchange_minutes"),
    ("echanges-a-mener/<int:key>/ressource/", exchange_minutes.exchange_resource, "exchange_resource"),
    ("echanges-a-mener/<int:key>/bibliotheque/", exchange_minutes.exchange_shelve, "exchange_shelve"),
)

PUBLIC: Addresses = (*TRAINING_PUBLIC, *EXCHANGES_PUBLIC, *AIDS_PUBLIC)

urlpatterns: list[URLPattern] = patterns(PUBLIC, (*TRAINING, *EXCHANGES, *AIDS))
