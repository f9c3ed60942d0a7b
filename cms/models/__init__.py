"""Pages, pictures, documents and site settings."""

from cms.models.base import PortalPage
from cms.models.bound import BoundPage, PublishingRefused
from cms.models.college import CollegePage
from cms.models.home import HomePage
from cms.models.media import PortalDocument, PortalImage, PortalRendition
from cms.models.programme import ProgrammePage
from cms.models.site import SiteSettings
from cms.models.standard import StandardPage
from cms.models.syllabus import SyllabusPage

PAGES: tuple[type[PortalPage], ...] = (HomePage, CollegePage, ProgrammePage, SyllabusPage, StandardPage)
"""Every kind of page that editors make."""

__all__ = [
    "PAGES",
    "BoundPage",
    "CollegePage",
    "HomePage",
    "PortalDocument",
    "PortalImage",
    "PortalPage",
    "PortalRendition",
    "ProgrammePage",
    "PublishingRefused",
    "SiteSettings",
    "StandardPage",
    "SyllabusPage",
]
