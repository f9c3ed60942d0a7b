"""The law at hand: the editions of the rulebook, article by article, with what is open for the school to confirm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.desk.entry import AtDesk
from cms.desk.law_words import criterion_in_words, light_in_words, said_decisions, said_figures
from workflows import clock, reader
from workflows.models import RulebookEdition
from workflows.models.people import ROLE_LABELS
from workflows.regulation.edition import Article
from workflows.regulation.finding import fill
from workflows.regulation.loader import BoundClause, Rulebook
from workflows.selectors.rulebook_in_code import steps_guarded_by
from workflows.selectors.rulebooks import editions_loaded
from workflows.selectors.waivers import waivers_granted
from workflows.services.rulebooks import may_load

NAME = "desk_rulebook"


class RulebookPage(AtDesk, WagtailAdminTemplateMixin, TemplateView):
    """One edition, the one in force unless another is named: ``?edition=3``."""

    asked_by = "edition"
    """The parameter of the address that names an edition."""
    template_name = "cms/desk/rulebook.html"
    page_title = _("Rulebook")
    header_icon = "list-ul"
    breadcrumbs_items = [*WagtailAdminTemplateMixin.breadcrumbs_items, {"url": "", "label": _("Rulebook")}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        editions = list(editions_loaded())
        today = clock.today()
        in_force = next((edition for edition in editions if edition.effective_from <= today), None)
        first = in_force or next(reversed(editions), None)
        asked = request.GET.get(self.asked_by) or (str(first.pk) if first else "")
        shown = next((edition for edition in editions if str(edition.pk) == asked), None)
        if shown is None:
            raise Http404
        return self.render_to_response(self.get_context_data(shown=shown, in_force=in_force, editions=editions))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add its articles, the other editions, and what is open."""
        shown: RulebookEdition = kwargs["shown"]
        rulebook, language = shown.rulebook, reader.language()
        waived = waivers_granted(since=rulebook.edition.calendar.year_began_on(clock.today()), actor=self.actor)
        return super().get_context_data(**kwargs) | {
            "title": rulebook.edition.title.in_language(language),
            "today": clock.today(),
            "may_load": may_load(self.actor),
            "criteria": [criterion_in_words(criterion) for criterion in rulebook.edition.criteria],
            "lights": [light_in_words(light) for light in rulebook.edition.lights],
            "articles": [
                {
                    "number": article.number,
                    "subject": article.subject.in_language(language),
                    "why_not": article.not_executable and article.not_executable.in_language(language),
                    "clauses": list(_clauses(article, rulebook, waived, language)),
                }
                for article in rulebook.edition.articles
            ],
            "decisions": list(said_decisions(rulebook)),
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
            "statement": _statement(bound, language),
            "figures": said_figures(bound),
            "guards": reader.listed(guarded.step.label for guarded in steps_guarded_by(bound.rule)),
            "waived_by": ROLE_LABELS[clause.waived_by] if clause.waived_by else "",
            "waived": waived.get(clause.rule, 0),
        }


def _statement(bound: BoundClause, language: str) -> str:
    """Answer what is said where the clause does not hold: its own figures, an ellipsis where a case has its facts."""
    facts = dict.fromkeys(bound.rule.facts, "…") | bound.figures
    said = {code: term.in_language(language) for code, term in bound.rule.terms.items()}
    return fill(bound.clause.statement.in_language(language), facts, language, said)
