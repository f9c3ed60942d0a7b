"""The portal's addresses, and those of the rehearsal."""

from django.urls import path

from backend.rehearsal.views import move_clock, read_mail
from backend.urls import urlpatterns as portal

urlpatterns = [
    path("rehearsal/clock", move_clock, name="rehearsal_clock"),
    path("rehearsal/mail", read_mail, name="rehearsal_mail"),
    *portal,
]
