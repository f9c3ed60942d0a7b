"""The ceiling: ready bytes from memory, through the same server and the same middleware."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse

from benchmarks.peers import bare


def list_view(request: HttpRequest) -> HttpResponse:
    """Answer the list."""
    return HttpResponse(_list_bytes(), content_type="application/json")


def programme_view(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer one programme."""
    return HttpResponse(_programme_bytes(slug), content_type="application/json")


@cache
def _list_bytes() -> bytes:
    return bare.list_view(HttpRequest()).content


@cache
def _programme_bytes(slug: str) -> bytes:
    return bare.programme_view(HttpRequest(), slug).content
