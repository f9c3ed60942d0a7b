"""The portal's addresses, and beside them those of its peers."""
from importlib.util import find_spec
from django.urls import path, include
from backend.urls import urlpatterns as portal
urlpatterns = [*portal]
if find_spec("grapple"):
    urlpatterns.append(path("peers/grapple/", include("grapple.urls")))
if find_spec("strawberry_django"):
    from benchmarks.peers.strawberry_django import view
    urlpatterns.append(path("peers/strawberry/", view))
from benchmarks.peers.rest import router
urlpatterns.append(path("peers/rest/", router.urls))
