"""Addresses of referrals: for those who are signed in, and for whoever holds a personal link; none is public."""

from django.urls import URLPattern

from maillage.common.addresses import Addresses, patterns
from maillage.referrals.views import desk, sheet

PUBLIC: Addresses = (("orientations/lien/<str:token>/", sheet.referral_link, "referral_link"),)
WORK: Addresses = (
    ("orientations/", desk.my_referrals, "my_referrals"),
    ("orientations/ou/", desk.referral_services, "referral_services"),
    ("orientations/cooperation/<slug:slug>/", desk.referral_desk, "referral_desk"),
    ("orientations/cooperation/<slug:slug>/ouvrir/", desk.enable, "enable_referrals"),
    ("orientations/cooperation/<slug:slug>/arreter/", desk.disable, "disable_referrals"),
    ("orientations/cooperation/<slug:slug>/nouvelle/<str:code>/", desk.new_referral, "new_referral"),
    ("orientations/<int:key>/", sheet.referral, "referral"),
    ("orientations/<int:key>/clore/", sheet.close, "close_referral"),
    ("orientations/<int:key>/effacer/", sheet.withdraw, "withdraw_referral"),
)

urlpatterns: list[URLPattern] = patterns(PUBLIC, WORK)
