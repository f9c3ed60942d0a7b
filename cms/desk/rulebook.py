"""The law at hand: the editions of the rulebook, article by article, with what is open for the school to confirm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.desk.entry import AtDesk
from cms.desk.words import said
from workflows import clock
from workflows.models import RulebookEdition
from workflows.models.people import ROLE_LABELS
from workflows.regulation.decisions import open_decisions
from workflows.regulation.edition import Article
from workflows.regulation.loader import BoundClause, Rulebook
from workflows.selectors.rulebook_in_code import steps_guarded_by
from workflows.selectors.rulebooks import edition_in_force
from workflows.selectors.waivers import waivers_granted

NAME = "desk_rulebook"


class RulebookPage(AtDesk, WagtailAdminTemplateMixin, TemplateView):
    """One edition, the one in force unless another is named: ``?edition=3``."""

    template_name = "cms/desk/rulebook.html"
    page_title = _("Rulebook")
    header_icon = "list-ul"
    breadcrumbs_items = [*WagtailAdminTemplateMixin.breadcrumbs_items, {"url": "", "label": _("Rulebook")}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        in_force = edition_in_force(on=clock.today())
        asked = request.GET.get("edition") or str(in_force.pk)
        shown = next((e for e in RulebookEdition.objects.order_by("-effective_from") if str(e.pk) == asked), None)
        if shown is None:
            raise Http404
        return self.render_to_response(self.get_context_data(shown=shown, in_force=in_force))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add its articles, the other editions, and what is open."""
        shown: RulebookEdition = kwargs["shown"]
        rulebook, language = shown.rulebook, get_language() or "zh-hans"
        waived = waivers_granted(since=rulebook.edition.calendar.year_began_on(clock.today()), actor=self.actor)
        return super().get_context_data(**kwargs) | {
            "title": rulebook.edition.title.in_language(language),
            "editions": RulebookEdition.objects.order_by("-effective_from"),
            "articles": [
                {
                    "number": article.number,
                    "subject": article.subject.in_language(language),
                    "why_not": article.not_executable and article.not_executable.in_language(language),
                    "clauses": list(_clauses(article, rulebook, waived, language)),
                }
                for article in rulebook.edition.articles
            ],
            "open": open_decisions(rulebook),
        }


def _clauses(
    article: Article, rulebook: Rulebook, waived: Mapping[str, int], language: str
) -> Iterator[Mapping[str, Any]]:
    for clause in rulebook.edition.clauses:
        if clause.article_number != article.number:
            continue
        bound = rulebook.clauses[clause.rule]
        yield {
            "clause": clause,
            "statement": clause.statement.in_language(language),
            "figures": list(_figures(bound)),
            "guards": [str(guarded.step.label) for guarded in steps_guarded_by(bound.rule)],
            "waived_by": ROLE_LABELS[clause.waived_by] if clause.waived_by else "",
            "waived": waived.get(clause.rule, 0),
        }


def _figures(bound: BoundClause) -> Iterator[tuple[str, str, bool]]:
    """Answer each figure's name, what it says, and whether the text leaves it open."""
    for name, value in bound.figures.items():
        yield name, said(value), name in bound.clause.to_confirm
