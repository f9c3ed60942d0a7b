"""The pages that were submitted with proposals, in words: what those read who judge them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wagtail.rich_text import get_text_for_indexing

from cms.models import PinnedRevision
from workflows.models import Proposal, Submission
from workflows.selectors.differences import Difference, FieldDifference, Kind

PART = "pages"
"""What pages are called among the parts of a proposal that differ."""


@dataclass(frozen=True, slots=True)
class PageAsSubmitted:
    """A page as it was submitted: the fields that are judged, in plain text, in their order."""

    key: int
    title: str
    kind: str
    language: str
    words: tuple[tuple[Any, str], ...]
    """Each field with its text."""


def pages_of_proposals(proposals: Sequence[Proposal]) -> Mapping[int, list[PageAsSubmitted]]:
    """Answer the pages of each proposal as they were submitted last, a programme's before its syllabi."""
    latest = {one.proposal_id: one for one in _submissions(proposals)}
    pages = _pages([one.pk for one in latest.values()])
    return {proposal: [*pages.get(one.pk, {}).values()] for proposal, one in latest.items()}


def differences_of_pages(submissions: Sequence[Submission]) -> Mapping[int, list[Difference]]:
    """Answer in which words the pages of each submission differ from those of the one before it."""
    known = {(one.proposal_id, one.number): one.pk for one in _submissions([one.proposal_id for one in submissions])}
    former = {one.pk: known.get((one.proposal_id, one.number - 1)) for one in submissions}
    pages = _pages([*former, *(pk for pk in former.values() if pk is not None)])
    return {
        pk: [*_differences(pages.get(before, {}), pages.get(pk, {}))]
        for pk, before in former.items()
        if before is not None
    }


def _submissions(proposals: Sequence[Any]) -> list[Submission]:
    return list(Submission.objects.filter(proposal__in=proposals).order_by("number").defer("content"))


def _pages(submissions: Sequence[int]) -> Mapping[int, dict[int, PageAsSubmitted]]:
    pins = PinnedRevision.objects.filter(submission__in=submissions).select_related(
        "page__locale", "page__content_type"
    )
    found: dict[int, dict[int, PageAsSubmitted]] = defaultdict(dict)
    for pin in pins.order_by("page__path"):
        model = pin.page.specific_class
        words = tuple((model._meta.get_field(name), _text(value)) for name, value in pin.held.items())
        kind, language = str(model._meta.verbose_name), pin.page.locale.language_code
        found[pin.submission_id][pin.page_id] = PageAsSubmitted(pin.page_id, pin.held["title"], kind, language, words)
    return found


def _differences(before: Mapping[int, PageAsSubmitted], now: Mapping[int, PageAsSubmitted]) -> Iterator[Difference]:
    for key, page in now.items():
        was = dict(before[key].words) if key in before else {}
        fields = tuple(
            FieldDifference(field, was.get(field), text) for field, text in page.words if was.get(field) != text
        )
        if fields:
            yield Difference(PART, Kind.CHANGED if was else Kind.ADDED, fields, page.title, page.title)


def _text(value: Any) -> str:
    """Answer the plain text of a field: of rich text without its tags, of a stream piece by piece."""
    return "\n".join(_pieces(value))


def _pieces(value: Any) -> Iterator[str]:
    match value:
        case str():
            if text := get_text_for_indexing(value).strip():
                yield text
        case {"type": _, "value": inner}:
            yield " · ".join(_pieces(inner))
        case dict():
            for one in value.values():
                yield from _pieces(one)
        case list():
            for one in value:
                yield from _pieces(one)
        case None:
            return
        case _:
            yield str(value)
