"""The summary of a proposal's expert review, as a file for the school's meeting and its archive."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from cms.desk.downloads import as_download
from cms.desk.record_screen import RecordScreen
from workflows.selectors.review_summaries import summary_of
from workflows.services.typesetting import typeset

NAME = "desk_review_summary"


class ReviewSummary(RecordScreen):
    """The file, for whoever may read the opinions once the review is concluded."""

    def show(self, **kwargs: Any) -> HttpResponse:
        """Answer the file, made anew from the records."""
        told = summary_of(self.subject, self.actor)
        if told is None:
            raise Http404
        name = _("Review %(code)s.pdf") % {"code": self.subject.programme.code}
        return as_download(typeset("review_summary", told), name, "application/pdf")
