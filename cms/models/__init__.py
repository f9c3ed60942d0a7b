"""Pages, pictures, documents and site settings."""

from wagtail.models import Page

from cms.models.base import PortalPage
from cms.models.bound import BoundPage, PublishingRefused
from cms.models.college import CollegePage
from cms.models.help import HelpPage, TourSeen
from cms.models.home import HomePage
from cms.models.letter import LetterWords
from cms.models.media import PortalDocument, PortalImage, PortalRendition
from cms.models.pin import PinnedRevision
from cms.models.programme import ProgrammePage
from cms.models.site import SiteSettings
from cms.models.standard import StandardPage
from cms.models.syllabus import SyllabusPage

PAGES: tuple[type[PortalPage], ...] = (HomePage, CollegePage, ProgrammePage, SyllabusPage, StandardPage)
"""Every kind of page that editors make for readers."""
OFFICE_PAGES: tuple[type[Page], ...] = (HelpPage,)
"""Pages for the offices alone: they have no type in the graph, because nobody may read them there."""

__all__ = [
    "OFFICE_PAGES",
    "PAGES",
    "BoundPage",
    "CollegePage",
    "HelpPage",
    "HomePage",
    "LetterWords",
    "PinnedRevision",
    "PortalDocument",
    "PortalImage",
    "PortalPage",
    "PortalRendition",
    "ProgrammePage",
    "PublishingRefused",
    "SiteSettings",
    "StandardPage",
    "SyllabusPage",
    "TourSeen",
]
