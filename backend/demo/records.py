"""The demo's records: proposed, established, opened, applied to and decided by those whose duty it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from backend.approval import OPINIONS, approval, approve, experts_from_outside, review
from backend.demo.source import folder, in_days, shift, toml
from cms.services.pins import publish_approved
from workflows import clock
from workflows.models import (
    Account,
    Application,
    College,
    Intake,
    Programme,
    Proposal,
    Review,
    RulebookEdition,
    StaffMember,
    Student,
)
from workflows.models.plan import COURSES
from workflows.regulation.actor import Actor, Role
from workflows.regulation.calendar import Calendar
from workflows.selectors.judging import judge, steps_of
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin, revise
from workflows.services.part_revisions import revise_part
from workflows.services.parts import rows_as_told
from workflows.services.programmes import propose_programme
from workflows.services.waivers import ask_for_waiver

PROPOSED_DAYS_AGO = 200
ESTABLISHED_DAYS_AGO = 190
WAYS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "submitted": ("submit",),
    "withdrawn": ("submit", "withdraw"),
    "under_review": ("submit", "take_up"),
    "returned": ("submit", "take_up", "send_back"),
    "admitted": ("submit", "take_up", "admit"),
    "registered": ("submit", "take_up", "admit"),
    "waitlisted": ("submit", "take_up", "waitlist"),
    "declined": ("submit", "take_up", "decline"),
}
STUDENTS_STEPS = frozenset({"submit", "withdraw"})
NO_PLACE = "本次名额有限，综合评议后未能录取；欢迎下次再来。"


def load_proposals() -> None:
    """Propose every programme that is not there yet; its pages are written next."""
    present = set(Programme.objects.values_list("code", flat=True))
    for content in folder("programmes"):
        if content["code"] not in present:
            _propose(content)


def load_decisions() -> None:
    """Let proposals pass their gates, once their pages are written, and publish what is established."""
    for content in folder("programmes"):
        programme = Programme.objects.get(code=content["code"])
        if content["state"] != "proposed" and programme.state == Programme.State.PROPOSED:
            _establish(programme, content)
            publish_approved(programme.proposals.get())


def load_intakes() -> None:
    """Plan, open and decide the intakes of programmes that have none yet, with their applications."""
    for content in folder("programmes"):
        programme = Programme.objects.get(code=content["code"])
        if programme.state != Programme.State.PROPOSED and not programme.intakes.exists():
            for intake in content.get("intakes", ()):
                if _is_held(content, intake):
                    _load_intake(programme, content, intake)
            _suspend(programme, content)


def load_further_proposals() -> None:
    """Let a change of an established programme stand in expert review: one opinion given, one expert asked."""
    for content in folder("programmes"):
        programme = Programme.objects.get(code=content["code"])
        if "further" in content and programme.proposals.count() == 1:
            with clock.moved_to(in_days(content["further"]["submitted_in_days"], hour=10)):
                _put_in_review(programme, content["further"])


def _put_in_review(programme: Programme, content: dict[str, Any]) -> None:
    by, aao = actor_of(_account(programme.director)), _school(Role.AAO_OFFICER)
    proposal = begin(Proposal, {}, by=by, under=programme)
    revise(Proposal, proposal.pk, {"demand_research": content["demand_research"]["zh"]}, by=by)
    rows = [row | content["courses"].get(row["code"], {}) for row in rows_as_told(COURSES, proposal.plan)]
    revise_part(Proposal, proposal.pk, "courses", rows, by=by)
    for step, who in (("submit", by), ("endorse", _officer_of(programme)), ("accept", aao)):
        proposal = take_step(Proposal, proposal.pk, step, by=who)
    review(proposal, experts_from_outside()[0], by=aao, opinion=OPINIONS[0])
    asked = StaffMember.objects.filter(account__memberships__role=Role.EXPERT).order_by("number").first()
    begin(Review, {"expert": asked and asked.pk}, by=aao, under=proposal)


def _year_of(intake: dict[str, Any]) -> int:
    """Answer the academic year of an intake, by the day on which it opens."""
    return Calendar().period_of(clock.day_of(in_days(intake["window"]["opens_in_days"], hour=8))).year


def _is_held(content: dict[str, Any], intake: dict[str, Any]) -> bool:
    return intake["key"] == "current" or content["state"] == "suspended"


def _propose(content: dict[str, Any]) -> None:
    director = StaffMember.objects.select_related("account").get(number=content["director"]["staff"])
    by, dossier = actor_of(_account(director)), _dossier(content)
    with clock.moved_to(in_days(-_since(PROPOSED_DAYS_AGO, content), hour=9)):
        programme = propose_programme(
            by=by,
            college=College.objects.get(code=content["college"]),
            code=content["code"],
            title=content["title"]["zh"],
            title_en=content["title"]["en"],
            director=director,
            courses=[_course(course) for course in content["courses"]],
        )
        proposal = programme.proposals.get()
        if rule := content.get("needs_waiver"):
            waiver = ask_for_waiver(proposal, rule, reason=content["waiver_reason"]["zh"], by=by)
            take_step(type(waiver), waiver.pk, "grant", by=_school(Role.AAO_OFFICER), reason="理由充分，同意。")
        revise(Proposal, proposal.pk, dossier, by=by)
        revise_part(Proposal, proposal.pk, "construction_steps", _construction_steps(), by=by)


def _dossier(content: dict[str, Any]) -> dict[str, Any]:
    """Answer what the proposal says in words: the page's own, in plain text."""
    intakes = content.get("intakes", ())
    years = [_year_of(intake) for intake in intakes if _is_held(content, intake)]
    places = [intake["places"] for intake in intakes]
    return {
        "positioning": content["positioning"]["zh"].strip(),
        "objectives": "\n".join(content["objectives"]["zh"]),
        "demand_research": f"走访相关企业，并向在校生发放问卷；学生最关心：{content['tagline']['zh']}",
        "first_year": min(years, default=Calendar().period_of(clock.today()).year),
        "first_places": max(places, default=30),
        "first_recruits": content["who_may_apply"]["zh"].strip(),
    }


def _construction_steps() -> list[dict[str, Any]]:
    """Answer three steps of half a year each, from the day of the proposal on."""
    titles = ("组建教学团队，完成课程大纲", "首次招生并开班授课", "总结评估，修订培养方案")
    days = [clock.today() + dt.timedelta(days=182 * place) for place in range(len(titles) + 1)]
    return [
        {"title": title, "starts_on": begin.isoformat(), "ends_on": end.isoformat(), "result": ""}
        for title, begin, end in zip(titles, days, days[1:], strict=False)
    ]


def _establish(programme: Programme, content: dict[str, Any]) -> None:
    number = f"会议纪要 {clock.today().year}-{content['code'][-3:]}"
    director = programme.director
    gates = approval(
        submit=actor_of(_account(director)),
        endorse=_officer_of(programme),
        accept=_school(Role.AAO_OFFICER),
        establish=_school(Role.SCHOOL_APPROVER),
    )
    with clock.moved_to(in_days(-_since(ESTABLISHED_DAYS_AGO, content), hour=15)):
        approve(programme.proposals.get(), gates, decision_number=number, experts=experts_from_outside())


def _since(days: int, content: dict[str, Any]) -> int:
    """Answer how long ago, but not before the rulebook was in force, and before the first intake."""
    earliest = min((i["window"]["opens_in_days"] for i in content.get("intakes", ())), default=0)
    in_force = RulebookEdition.objects.latest("effective_from")
    longest = (clock.today() - in_force.effective_from).days
    return min(max(days, days - earliest), longest)


def _course(content: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": content["code"],
        "title": content["title"]["zh"],
        "title_en": content["title"]["en"],
        "kind": content["type"],
        "credits": content["credits"],
        "theory_hours": content["theory_hours"],
        "practice_hours": content["practice_hours"],
        "term": content["term"],
        "assessment": content["assessment"],
        "teacher": StaffMember.objects.get(number=content["teacher"]),
    }


def _load_intake(programme: Programme, content: dict[str, Any], announced: dict[str, Any]) -> None:
    officer = _officer_of(programme)
    opens_at = in_days(announced["window"]["opens_in_days"], hour=8)
    closes_at = in_days(announced["window"]["closes_in_days"] + 1, hour=0)
    starts_on, ends_on = (in_days(announced["class"][key], hour=0).date() for key in ("starts_in_days", "ends_in_days"))
    with clock.moved_to(min(opens_at, clock.now()) - dt.timedelta(days=14)):
        intake = begin(
            Intake,
            {
                "academic_year": Calendar().period_of(clock.day_of(opens_at)).year,
                "places": announced["places"],
                "recruits_colleges": [
                    *College.objects.filter(code__in=announced["recruits"]["colleges"]).values_list("pk", flat=True)
                ],
                "opens_at": opens_at,
                "closes_at": closes_at,
                "class_starts_on": starts_on,
                "class_ends_on": ends_on,
                "selection_method": announced["selection"]["method"],
                "selection_note": announced["selection"]["zh"],
                "selection_note_en": announced["selection"]["en"],
                "recruits_entry_years": [year + shift() for year in announced["recruits"]["entry_years"]],
                "recruits_majors": announced["recruits"]["majors"],
            },
            by=officer,
            under=programme,
        )
    if opens_at > clock.now():
        return
    with clock.moved_to(opens_at):
        take_step(Intake, intake.pk, "open", by=officer)
    _load_applications(intake, content["slug"], announced["key"], officer)
    if closes_at <= clock.now():
        _publish(intake, officer, closes_at)


def _publish(intake: Intake, officer: Actor, closed_at: dt.datetime) -> None:
    with clock.moved_to(min(closed_at + dt.timedelta(days=8), clock.now() - dt.timedelta(minutes=5))):
        take_step(Intake, intake.pk, "complete_selection", by=officer)
        inputs = {"list_number": f"微录〔{clock.today().year}〕{intake.pk}号"}
        take_step(Intake, intake.pk, "publish", by=_school(Role.AAO_OFFICER), inputs=inputs)


def _load_applications(intake: Intake, slug: str, key: str, officer: Actor) -> None:
    assert intake.opens_at is not None  # noqa: S101  it has just been announced
    assert intake.closes_at is not None  # noqa: S101  it has just been announced
    scenarios = [s for s in toml("applications.toml")["scenarios"] if (s["programme"], s["intake"]) == (slug, key)]
    scenarios.sort(key=lambda s: -(len(s.get("colleges", ())) > 0) - (len(s.get("entry_years", ())) > 0))
    until = min(intake.closes_at, clock.now())
    pace = (until - intake.opens_at) / (sum(s["count"] for s in scenarios) + 2)
    moment = intake.opens_at
    made: list[tuple[Application, dict[str, Any]]] = []
    applicants = _applicants(intake, intake.opens_at + pace)
    for scenario in scenarios:
        for number in range(scenario["count"]):
            moment += pace
            applicant = next(student for student in applicants if _fits(student, scenario))
            applicants.remove(applicant)
            statement = scenario["statements"][number % len(scenario["statements"])]
            made.append(
                (_apply(intake, applicant, statement, WAYS.get(scenario["state"], WAYS["withdrawn"]), moment), scenario)
            )
    if intake.closes_at <= clock.now():
        with clock.moved_to(intake.closes_at):
            take_step(Intake, intake.pk, "close", by=officer)
    _decide(made, officer, min(until + dt.timedelta(days=3), clock.now() - dt.timedelta(minutes=30)))


def _applicants(intake: Intake, at: dt.datetime) -> list[Student]:
    """Answer the students who have not applied anywhere yet and whom every rule would let apply."""
    with clock.moved_to(at):
        free = list(
            Student.objects.filter(applications__isnull=True).select_related("account", "college").order_by("pk")
        )
        opened = Intake.objects.get(pk=intake.pk)
        imagined = [Application(pk=-student.pk, student=student, intake=opened) for student in free]
        judged = judge(imagined, steps_of(Application)["submit"], at=clock.now())
    return [student for student in free if not judged[-student.pk].blocking]


def _fits(student: Student, scenario: dict[str, Any]) -> bool:
    years = [year + shift() for year in scenario.get("entry_years", ())]
    colleges = scenario.get("colleges", ())
    return (not colleges or student.college.code in colleges) and (not years or student.entry_year in years)


def _apply(intake: Intake, student: Student, statement: str, way: tuple[str, ...], at: dt.datetime) -> Application:
    by = actor_of(student.account) if student.account else None
    assert by is not None  # noqa: S101  the import opens an account for each student
    with clock.moved_to(at):
        application = begin(Application, {"statement": statement}, by=by, under=intake)
        for step in (step for step in way if step in STUDENTS_STEPS):
            application = take_step(Application, application.pk, step, by=by)
    return application


def _decide(made: list[tuple[Application, dict[str, Any]]], officer: Actor, at: dt.datetime) -> None:
    with clock.moved_to(at):
        for application, scenario in made:
            for step in _officers_steps(scenario["state"]):
                reason = scenario.get("note", NO_PLACE) if step in {"send_back", "decline"} else "情况已核实。"
                take_step(Application, application.pk, step, by=officer, reason=reason)


def _officers_steps(state: str) -> Iterator[str]:
    return (step for step in WAYS.get(state, ()) if step not in STUDENTS_STEPS)


def _suspend(programme: Programme, content: dict[str, Any]) -> None:
    if content["state"] != "suspended":
        return
    decided = content["suspension"]
    with clock.moved_to(in_days(decided["decided_in_days"], hour=10)):
        take_step(
            Programme,
            programme.pk,
            "suspend",
            by=_school(Role.SCHOOL_APPROVER),
            reason=decided["reason"]["zh"],
            inputs={"decision_number": decided["decision"]},
        )


def _school(role: Role) -> Actor:
    account = Account.objects.filter(memberships__role=role).order_by("username").first()
    assert account is not None  # noqa: S101  the staff file has every office
    return actor_of(account)


def _officer_of(programme: Programme) -> Actor:
    return actor_of(
        Account.objects.filter(
            memberships__role=Role.COLLEGE_OFFICER, memberships__college=programme.college_id
        ).order_by("username")[0]
    )


def _account(staff: StaffMember) -> Account:
    assert staff.account is not None  # noqa: S101  load_staff opens one for everybody
    return staff.account
