"""What a rehearsing user may do besides: move the clock, read the mail."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from backend.rehearsal.models import CaughtMail, RehearsalClock
from backend.rehearsal.seeding import REHEARSER
from gateway.signing_in import SignInRefused, account_behind
from workflows import clock
from workflows.services.calendar import keep_the_calendar
from workflows.services.outbox import deliver_waiting

View = Callable[[HttpRequest], HttpResponse]
FARTHEST = dt.timedelta(days=3660)


def for_the_rehearser(view: View) -> View:
    """Let only the rehearsing user in; to everybody else there is nothing here."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        try:
            account = account_behind(request)
        except SignInRefused as refused:
            return JsonResponse({"error": str(refused)}, status=refused.status)
        if account.get_username() != REHEARSER:
            return JsonResponse({"error": "not found"}, status=404)
        return view(request)

    return guarded


@csrf_exempt  # account_behind asks the same of every request with a cookie
@require_http_methods(["GET", "POST"])
@for_the_rehearser
def move_clock(request: HttpRequest) -> HttpResponse:
    """
    Answer the rehearsal's time; POST ``{"at": "2026-09-01T08:00:00+08:00"}`` or ``{"forward": 3600}`` moves it.

    What falls due by then happens: intakes open and close, messages are delivered.
    """
    if request.method == "POST":
        try:
            offset = _offset(json.loads(request.body))
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            return JsonResponse(
                {"error": f"send at (an instant with its zone) or forward (seconds): {error}"}, status=400
            )
        RehearsalClock._default_manager.update_or_create(pk=1, defaults={"offset": offset})
        with clock.moved_by(offset):
            keep_the_calendar()
            deliver_waiting()
            return JsonResponse({"now": clock.now().isoformat()})
    return JsonResponse({"now": clock.now().isoformat()})


def _offset(asked: dict[str, object]) -> dt.timedelta:
    moved = RehearsalClock._default_manager.filter(pk=1).first()
    present = moved.offset if moved else dt.timedelta()
    if "forward" in asked:
        offset = present + dt.timedelta(seconds=float(str(asked["forward"])))
    else:
        at = parse_datetime(str(asked["at"]))
        if at is None or at.tzinfo is None:
            raise ValueError("an instant needs its zone")
        offset = present + (at - clock.now())
    if abs(offset) > FARTHEST:
        raise ValueError("at most ten years away")
    return offset


@require_GET
@for_the_rehearser
def read_mail(request: HttpRequest) -> HttpResponse:
    """Answer the mail that would have left, the oldest first; ``?to=`` narrows it to one recipient."""
    caught = CaughtMail._default_manager.all()
    if recipient := request.GET.get("to"):
        caught = caught.filter(recipient=recipient.replace("\x00", ""))
    fields = ("message_id", "recipient", "subject", "body", "caught_at")
    return JsonResponse({"mail": list(caught.values(*fields))})
