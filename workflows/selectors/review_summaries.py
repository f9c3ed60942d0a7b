"""The summary of an expert review, as the school keeps it on paper (Art. 4): what it tells, and to whom."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from workflows import clock, reader
from workflows.models import LogEntry, Proposal, Review, RulebookEdition, Waiver
from workflows.models.record import kind_of
from workflows.models.review import Favour
from workflows.regulation.actor import Actor
from workflows.regulation.rubric import Criterion
from workflows.regulation.words import NOTHING
from workflows.rules.proposals import experts_are_in_favour
from workflows.selectors.letters import CHINESE
from workflows.selectors.plans import plans_of_proposals
from workflows.selectors.proposals import opinions_on
from workflows.selectors.rubric import criteria_scored
from workflows.selectors.rulebooks import edition_in_force
from workflows.selectors.waivers import matter_of

Told = dict[str, Any]


def is_summary_for(proposal: Proposal, actor: Actor) -> bool:
    """Answer whether what was submitted last was reviewed, and the actor may read its opinions."""
    submitted_at, reviewed_at = proposal.submitted_at, proposal.reviewed_at
    is_reviewed = submitted_at is not None and reviewed_at is not None and submitted_at <= reviewed_at
    return is_reviewed and proposal.state not in Proposal.WRITTEN and proposal.pk in opinions_on([proposal], actor)


def summary_of(proposal: Proposal, actor: Actor) -> Told | None:
    """
    Answer the summary in Chinese, as its paper asks for it.

    None before the review is concluded, and for whoever may not read its opinions. The school's offices read the
    experts' names in it; those who make the proposal read it without.
    """
    if not is_summary_for(proposal, actor):
        return None
    opinions = opinions_on([proposal], actor)[proposal.pk]
    with override(CHINESE):
        return _told(proposal, opinions, with_names=actor.oversees_school and actor.account_id not in proposal.hands)


def _told(proposal: Proposal, opinions: Sequence[Review], *, with_names: bool) -> Told:
    now = clock.now().astimezone(clock.SCHOOL_ZONE)
    heads = [
        _("%(number)s. %(name)s") % {"number": number, "name": opinion.expert.name}
        if with_names
        else _("Expert %(number)s") % {"number": number}
        for number, opinion in enumerate(opinions, start=1)
    ]
    criteria = criteria_scored(opinions)
    return {
        "title": _("Summary of the expert review"),
        "programme": proposal.proposed_title,
        "facts": _facts(proposal, opinions),
        "scores": {
            "title": _("Scores, of five each"),
            "heads": ["", *(_headed(criterion) for criterion in criteria)],
            "rows": [
                *([head, *_scores(opinion, criteria)] for head, opinion in zip(heads, opinions, strict=True)),
                [_("mean"), *(_mean([one.scores[c.key] for one in opinions if c.key in one.scores]) for c in criteria)],
            ],
        },
        "opinions": {
            "title": _("Opinions"),
            "rows": [
                {"head": f"{head} · {_favour(opinion)}", "lines": opinion.remarks.splitlines()}
                for head, opinion in zip(heads, opinions, strict=True)
            ],
        },
        "waivers": {"title": _("Waivers granted"), "rows": _waivers(proposal)},
        "signatures": [_("Academic Affairs Office (seal)"), _("Date")],
        "footer": _("%(document)s · from the records, %(at)s")
        % {"document": _edition(proposal).document_number, "at": f"{now:%Y-%m-%d %H:%M}"},
    }


def _facts(proposal: Proposal, opinions: Sequence[Review]) -> list[tuple[str, str]]:
    programme, director, plan = (
        proposal.programme,
        proposal.proposed_director,
        plans_of_proposals([proposal])[proposal.pk],
    )
    favourable = sum(bool(opinion.is_favourable) for opinion in opinions)
    facts = [
        (_("programme"), proposal.proposed_title),
        (_("college"), programme.college.name),
        (_("director"), " ".join(filter(None, (director.name, director.title)))),
        (
            _("training plan"),
            _("%(courses)s courses, %(credits)s credits")
            % {"courses": plan.course_count, "credits": f"{plan.total_credits.normalize():f}"},
        ),
        (_("round of review"), str(proposal.round)),
        (_("concluded on"), f"{clock.day_of(proposal.reviewed_at):%Y-%m-%d}" if proposal.reviewed_at else ""),
        (
            _("opinions"),
            _("%(given)s given, %(favourable)s favourable, %(against)s unfavourable")
            % {"given": len(opinions), "favourable": favourable, "against": len(opinions) - favourable},
        ),
    ]
    if asked := _asked(proposal):
        facts.append((_("required to pass"), asked))
    if proposal.decision_number:
        facts.append((_("number of the decision"), proposal.decision_number))
    return facts


def _asked(proposal: Proposal) -> str:
    """Answer how many experts and what share were asked for when the review was concluded, and that they were there."""
    entries = LogEntry.objects.filter(kind=kind_of(proposal), record_id=proposal.pk, step="conclude", outcome="taken")
    entry = entries.order_by("-ordinal").first()
    found = [one for one in entry.findings if one["rule"] == experts_are_in_favour.name] if entry else []
    if not found:
        return ""
    return _("%(experts)s opinions or more, %(in_favour)s of %(out_of)s in favour (Art. %(article)s)") % {
        **found[0]["facts"],
        "article": found[0]["article"],
    }


def _favour(opinion: Review) -> str:
    return str(Favour.FAVOURABLE.label if opinion.is_favourable else Favour.UNFAVOURABLE.label)


def _headed(criterion: Criterion) -> str:
    label = criterion.label.in_language(reader.language())
    return _("%(label)s (Art. %(article)s)") % {"label": label, "article": criterion.article}


def _scores(opinion: Review, criteria: Sequence[Criterion]) -> list[str]:
    return [str(opinion.scores.get(criterion.key, NOTHING)) for criterion in criteria]


def _mean(scores: Sequence[int]) -> str:
    return f"{Decimal(sum(scores)) / len(scores):.1f}" if scores else NOTHING


def _waivers(proposal: Proposal) -> list[str]:
    clauses = _edition(proposal).rulebook.clauses
    granted = Waiver.objects.filter(
        subject_kind=kind_of(proposal),
        subject_id=proposal.pk,
        state=Waiver.State.GRANTED,
        decided_at__lte=proposal.reviewed_at,
    ).select_related("decided_by")
    said = []
    for waiver in granted.order_by("pk"):
        bound = clauses.get(waiver.rule)
        matter = matter_of(waiver, bound.clause if bound else None, CHINESE)
        said.append(f"{matter}{waiver.reason} · {waiver.get_decided_by_role_display()}: {waiver.decision_reason}")
    return said


def _edition(proposal: Proposal) -> RulebookEdition:
    return proposal.edition or edition_in_force(on=clock.today())
