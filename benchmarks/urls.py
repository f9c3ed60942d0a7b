"""The portal's addresses, and beside them those of its peers."""
from backend.urls import urlpatterns as portal

urlpatterns = [*portal]
