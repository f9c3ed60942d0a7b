"""One review, opened by a link: what the expert reads, and the steps that are the expert's. Nobody is signed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cms.desk.deed_forms import RecordReasonForm, forms_of, request_of, typed_in, with_faults
from cms.desk.downloads import handed_out
from cms.desk.record_page import facts_of
from cms.desk.records import DESKS
from workflows.models import Proposal, Review, ReviewLink
from workflows.models.duties import named_expert
from workflows.models.record import kind_of
from workflows.regulation.actor import Actor, Role
from workflows.selectors.handled import attachments_on
from workflows.selectors.judging import Step, StepFromHere, steps_from_here, steps_of
from workflows.selectors.people import actor_of
from workflows.selectors.proposals import visible_proposals
from workflows.selectors.review_links import link_of
from workflows.services.door import take_asked_step
from workflows.services.refusals import InvalidInput, Refusal, StaleVersion, in_words


class ReviewByLink(TemplateView):
    """The page of one review; every answer is for whoever asks alone, and kept nowhere."""

    template_name = "cms/review_by_link.html"
    review: Review
    actor: Actor

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Let in who has a good link of an expert who is one still; a link that was good says that it ended."""
        link = link_of(kwargs["token"])
        self.actor = _as_expert(actor_of((link and link.review.expert.account) or AnonymousUser()), link)
        if link is None or not link.is_good() or not named_expert(link.review, self.actor):
            answer: HttpResponseBase = self.render_to_response({}, status=404 if link is None else 410)
        else:
            self.review = link.review
            answer = super().dispatch(request, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "same-origin"
        answer["X-Robots-Tag"] = "noindex"
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take one of the expert's steps, or say what stands against it; what was typed is kept."""
        name = request.POST.get("step", "")
        step = steps_of(Review).get(name)
        if step is None or step not in self._own_steps():
            return self._shown(refusal=_("This is not to be done now: read below what is."), status=409)
        given = self._forms(step, typed_in(request.POST))
        if (asked := request_of(given)) is None:
            return self._shown({name: given}, status=422)
        try:
            take_asked_step(Review, self.review.pk, name, asked, by=self.actor)
        except InvalidInput as refused:
            return self._shown({name: with_faults(given, refused.faults)}, status=422)
        except StaleVersion as stale:
            fresh = typed_in(request.POST)
            fresh["version"] = str(stale.current.version)
            return self._shown({name: self._forms(step, fresh)}, refusal=in_words(stale), status=409)
        except Refusal as refused:
            return self._shown({name: given}, refusal=in_words(refused), status=409)
        return redirect(request.path)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the expert may read, and the forms of what is the expert's to do."""
        proposal = self._proposal()
        return super().get_context_data(**kwargs) | {
            "review": self.review,
            "programme": self.review.proposal.programme,
            "attachments": attachments_on(proposal) if proposal else (),
            "groups": list(facts_of(DESKS[kind_of(Proposal)], proposal, self.actor)) if proposal else [],
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the review."""
        return self._shown()

    def _proposal(self) -> Proposal | None:
        """Answer what is reviewed, once the expert may read it."""
        return visible_proposals(self.actor).filter(pk=self.review.proposal_id).first()

    def _shown(
        self, typed: Mapping[str, Sequence[forms.Form]] | None = None, *, refusal: str = "", status: int = 200
    ) -> HttpResponse:
        typed = typed or {}
        steps = [
            {"step": step, "forms": typed.get(step.name) or self._forms(step), "is_open": step.name in typed}
            for step in self._own_steps()
        ]
        return self.render_to_response(self.get_context_data(steps=steps, refusal=refusal), status=status)

    def _own_steps(self) -> list[Step]:
        found: list[StepFromHere] = steps_from_here([self.review], by=self.actor)[self.review.pk]
        own = [one.step for one in found if one.has_duty and one.step.duty is named_expert]
        return sorted(own, key=lambda step: step.manner.needs_reason)  # to recuse oneself is the last thing

    def _forms(self, step: Step, given: Mapping[str, Any] | None = None) -> list[forms.Form]:
        found = forms_of(step, RecordReasonForm, {"version": self.review.version}, given)
        if not step.manner.needs_reason:
            del found[-1].fields["reason"]  # a guest explains what must be explained, and no more
        return found


class AttachmentByLink(ReviewByLink):
    """Hands out a file beside the proposal that a link opens, once the expert may read that."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the file, to be kept and not to be opened as a page."""
        proposal = self._proposal()
        attachment = attachments_on(proposal).filter(pk=kwargs["attachment"]).first() if proposal else None
        if attachment is None or (found := handed_out(attachment)) is None:
            raise Http404
        return found


def _as_expert(actor: Actor, link: ReviewLink | None) -> Actor:
    """Answer an actor with no office but the expert's, whom the log tells as a guest: a link opens no other office."""
    offices = frozenset(office for office in actor.offices if office.role is Role.EXPERT)
    return replace(actor, offices=offices, review_link=link.pk if link else None)
