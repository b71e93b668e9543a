"""Addresses where events are organised, and where people sign up; the public pages are among those of the portal."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns
from maillage.events.views import coming, desk, people, programme, workshops

PUBLIC: Addresses = (
    ("rendez-vous/<slug:slug>/inscription/", coming.event_register, "event_register"),
    ("ma-place/<str:token>/", coming.event_seat, "event_seat"),
    ("ma-place/<str:token>/rendre/", coming.event_withdraw, "event_withdraw"),
)
WORK: Addresses = (
    ("organiser-rendez-vous/", desk.run_events, "run_events"),
    ("organiser-rendez-vous/ouvrir/", desk.open_, "open_event"),
    ("organiser-rendez-vous/<int:key>/", desk.work_event, "work_event"),
    ("organiser-rendez-vous/<int:key>/modifier/", desk.edit_event, "edit_event"),
    ("organiser-rendez-vous/<int:key>/annoncer/", desk.announce, "announce_event"),
    ("organiser-rendez-vous/<int:key>/annuler/", desk.cancel, "cancel_event"),
    ("organiser-rendez-vous/<int:key>/salles/ajouter/", programme.room_add, "add_event_room"),
    ("organiser-rendez-vous/<int:key>/salles/<int:room>/retirer/", programme.room_drop, "drop_event_room"),
    ("organiser-rendez-vous/<int:key>/seances/ajouter/", programme.session_add, "add_event_session"),
    ("organiser-rendez-vous/<int:key>/seances/<int:session>/", programme.session_edit, "edit_event_session"),
    (
        "organiser-rendez-vous/<int:key>/seances/<int:session>/retirer/",
        programme.session_drop,
        "drop_event_session",
    ),
    (
        "organiser-rendez-vous/<int:key>/seances/<int:session>/intervenir/",
        programme.speaker_add,
        "add_event_speaker",
    ),
    (
        "organiser-rendez-vous/<int:key>/seances/<int:session>/intervenir/<int:speaker>/retirer/",
        programme.speaker_drop,
        "drop_event_speaker",
    ),
    ("rendez-vous/<slug:slug>/proposer-un-atelier/", workshops.propose, "propose_event_workshop"),
    (
        "organiser-rendez-vous/<int:key>/ateliers/<int:proposal>/retenir/",
        workshops.accept,
        "accept_event_workshop",
    ),
    (
        "organiser-rendez-vous/<int:key>/ateliers/<int:proposal>/refuser/",
        workshops.decline,
        "decline_event_workshop",
    ),
    ("organiser-rendez-vous/<int:key>/inscriptions/", people.registrations, "event_registrations"),
    (
        "organiser-rendez-vous/<int:key>/inscriptions/<int:registration>/retirer/",
        people.registration_drop,
        "drop_event_registration",
    ),
    ("organiser-rendez-vous/<int:key>/venus/ajouter/", people.guest_add, "add_event_guest"),
    ("organiser-rendez-vous/<int:key>/venus/", people.attendance, "event_attendance"),
    ("organiser-rendez-vous/<int:key>/badges.pdf", people.badges, "event_badges"),
    ("organiser-rendez-vous/<int:key>/seances/<int:session>/feuille.pdf", people.sheet, "event_sheet"),
    (
        "organiser-rendez-vous/<int:key>/seances/<int:session>/compte-rendu/",
        workshops.minutes,
        "event_minutes",
    ),
    (
        "organiser-rendez-vous/<int:key>/seances/<int:session>/bibliotheque/",
        workshops.shelve,
        "shelve_event_minutes",
    ),
)

urlpatterns: list[URLPattern] = patterns(PUBLIC, WORK)
