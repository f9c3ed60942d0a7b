"""The portal's addresses, and beside them those of its peers."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

from backend.urls import urlpatterns as portal
from benchmarks.peers import bare, cached
from benchmarks.peers.rest import router

urlpatterns = [
    *portal,
    path("peers/rest/", router.urls),
    path("peers/bare/", bare.list_view),
    path("peers/bare/<slug>/", bare.programme_view),
    path("peers/cached/", cached.list_view),
    path("peers/cached/<slug>/", cached.programme_view),
]
if find_spec("grapple"):
    urlpatterns.append(path("peers/grapple/", include("grapple.urls")))
if find_spec("strawberry_django"):
    urlpatterns.append(path("peers/strawberry/", import_module("benchmarks.peers.strawberry_django").view))
