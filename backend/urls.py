"""Every address of the portal."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from backend import signing_in
from cms.addresses import ATTACHMENT_BY_LINK, PREVIEW, REVIEW_BY_LINK
from cms.review_by_link import AttachmentByLink, ReviewByLink
from cms.second_factor import screens as second_factor
from gateway.preview_page import PreviewPage
from gateway.view import GraphQLView

# Pictures in the sizes that pages show: for the public the proxy serves them, and a demo has none. Originals and
# documents are asked for where their readers are known.
PICTURES = [
    re_path(rf"^media/{folder}/(?P<path>.{{1,255}})$", serve, {"document_root": settings.MEDIA_ROOT / folder})
    for folder in ("images", "avatar_images")
]

urlpatterns = [
    path("graphql/", GraphQLView.as_view(), name="graphql"),
    path("admin/", include(second_factor.addresses())),
    path("admin/", include(wagtailadmin_urls)),
    path("review/<str:token>/", ReviewByLink.as_view(), name=REVIEW_BY_LINK),
    path("review/<str:token>/attachments/<int:attachment>/", AttachmentByLink.as_view(), name=ATTACHMENT_BY_LINK),
    path("preview/<str:token>/", PreviewPage.as_view(), name=PREVIEW),
    path("documents/", include(wagtaildocs_urls)),
    path("_allauth/", include(signing_in.addresses())),
    *(PICTURES if settings.DEMO else ()),
    path("", RedirectView.as_view(pattern_name="wagtailadmin_home"), name="home"),
]
