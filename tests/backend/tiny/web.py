"""One page, which counts the rows of one table, and the application that serves it."""

from django.contrib.contenttypes.models import ContentType
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path


def count(request: HttpRequest) -> HttpResponse:
    """Show how often the demo was loaded."""
    return HttpResponse(f"loaded {ContentType.objects.filter(app_label='loaded').count()}")


urlpatterns = [path("", count)]
application = get_wsgi_application()
