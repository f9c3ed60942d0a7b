"""The steps of the tour, each a sentence with what it saw; a step that sees something else fails."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from backend.tour.client import Visitor
from backend.tour.expecting import expect
from backend.tour.setting_up import SettingUp

Step = tuple[str, Callable[[], str]]


@dataclass
class Walk(SettingUp):
    """The people of a rehearsal on their way through the main job."""

    base: str
    cast: dict[str, Any]
    public: Visitor = field(init=False)
    found: dict[str, Any] = field(default_factory=dict)
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with somebody whom nobody knows."""
        self.public = Visitor(self.base)

    def steps(self) -> Iterator[Step]:
        """Answer the steps in their order: browse, be refused, apply, decide, publish, and the portal's manners."""
        yield from (
            ("the public browses the programmes", self.browse),
            ("the public finds one by two characters", self.search),
            ("the public reads its page, plan and syllabi", self.read_programme),
            ("the public sees nothing of a proposal", self.proposal_is_hidden),
            ("the public may not list applications", self.applications_need_sign_in),
            ("a student who may not apply gets every reason with its article", self.every_reason),
            ("her submission is refused by the same rules", self.refused_submission),
            ("a student who may applies, and it is confirmed by mail", self.apply),
            ("a second application in the same year is refused", self.second_application),
            ("a replayed key does nothing twice", self.replayed_key),
            ("the same key with another request is refused", self.reused_key),
            ("an officer of another college sees nothing of it", self.other_college),
            ("the college's officer sees it in the inbox", self.inbox),
            ("the officer takes it up", self.take_up),
            ("a stale version is told what is there now", self.stale_version),
            ("the officer admits; the place is taken", self.admit),
            ("the student does not see the decision yet", self.decision_is_hidden),
            ("the window ends by the clock; no more applications", self.window_ends),
            ("the college hands in its list", self.complete_selection),
            ("the Academic Affairs Office publishes it", self.publish),
            ("the decision shows, and the mail has it", self.decision_shows),
            ("the school suspends the other programme; nobody can apply there", self.suspend),
            ("a director's unfinished proposal gets every reason at once", self.unfinished_proposal),
            ("another's plan has credits beyond the usual; the office waives it for this plan", self.waive),
            ("a proposal that meets every rule is submitted; its maker does not endorse it", self.submit_proposal),
            ("the college endorses it, the Academic Affairs Office accepts it", self.accept_proposal),
            ("nobody of the team is an expert; one of four recuses herself, three declare", self.name_experts),
            ("they judge, each for themselves; the director reads nothing yet", self.give_opinions),
            ("the review is concluded; the director reads opinions without names", self.conclude_review),
            ("the school previews it: page, plan and fee, and nobody else sees them", self.preview_it),
            ("the school approves: the programme is established, its plan frozen", self.approve_proposal),
            ("its page and syllabi are published as they were submitted", self.published_as_approved),
            ("an intake opens for the places that were granted, and for no more", self.granted_places),
            ("the college reports on the year, and the school grants places for the next", self.annual_review),
            ("the school suspends it, and reads before what follows", self.suspend_what_was_established),
        )

    def visitor(self, part: str) -> Visitor:
        """Answer the person who plays a part, signed in: officers by browser, everybody else by app."""
        if part not in self.visitors:
            visitor = Visitor(self.base)
            sign_in = visitor.sign_in_by_browser if "officer" in part else visitor.sign_in_by_app
            sign_in(self.cast[part]["username"], self.cast["password"])
            self.visitors[part] = visitor
        return self.visitors[part]

    # The public -------------------------------------------------------------------------------------------------

    def browse(self) -> str:
        nodes = self.public.ask("programmes")["programmes"]["nodes"]
        titles = {node["title"] for node in nodes}
        wanted = {self.cast["programmes"]["subject"], self.cast["programmes"]["elsewhere"]}
        expect(titles, wanted, "titles")
        expect({node["recruitment"]["status"] for node in nodes}, {"OPEN"}, "recruitment")
        expect(all(node["page"]["heroImage"]["sources"] for node in nodes), True, "pictures")
        for node in nodes:
            self.found[node["title"]] = node
        fees = "、".join(f"{node['title']} {node['fee']['amount']} {node['fee']['currency']}" for node in nodes)
        return f"{len(nodes)} programmes: {fees}"

    def search(self) -> str:
        title = self.cast["programmes"]["subject"]
        hits = self.public.ask("search", text=title[:2])["searchPages"]["nodes"]
        paths = [hit["page"]["path"] for hit in hits]
        expect(self.found[title]["page"]["path"] in paths, True, f"{title} among {paths}")
        return f"{title[:2]} finds {len(hits)} pages, {title} among them"

    def read_programme(self) -> str:
        title = self.cast["programmes"]["subject"]
        page = self.public.ask("programme", path=self.found[title]["page"]["path"])["page"]
        programme = page["programme"]
        plan = programme["plan"]
        expect(len(plan["courses"]), plan["courseCount"], "courses")
        expect(all(course["syllabus"] for course in plan["courses"]), True, "a syllabus for every course")
        fee = Decimal(plan["totalCredits"]) * Decimal(self.cast["fee_per_credit"])
        expect(programme["fee"]["amount"], f"{fee:.2f}", "the fee")
        self.found["programme"], self.found["intake"] = programme, programme["intakes"][0]
        return (
            f"{plan['courseCount']} courses, {plan['totalCredits']} credits, {len(page['body'])} blocks, every syllabus"
        )

    def proposal_is_hidden(self) -> str:
        title = self.cast["programmes"]["unpublished"]
        for document, variables in (("programmes", {"filter": {"search": title}}), ("search", {"text": title})):
            data = self.public.ask(document, **variables)
            expect(
                title in str(data["programmes" if document == "programmes" else "searchPages"]["nodes"]),
                False,
                document,
            )
        return f"{title}: no trace in list and search"

    def applications_need_sign_in(self) -> str:
        answer = self.public.execute("my_applications", {})
        code = answer.body["errors"][0]["extensions"]["code"]
        expect((answer.status, code), (200, "UNAUTHENTICATED"), "the refusal")
        return f"{code}, as a top-level error"

    # Students ---------------------------------------------------------------------------------------------------

    def every_reason(self) -> str:
        student = self.visitor("student_who_may_not")
        node = student.ask("eligibility", programme=self.found["programme"]["id"])["node"]
        eligibility = node["intakes"][0]["eligibility"]
        blocking = sorted(f["article"] for f in eligibility["findings"] if f["isBlocking"])
        expect((eligibility["canApply"], blocking), (False, ["12(1)", "12(2)"]), "findings that block")
        told = [bool(f["message"] and f["remedy"]) for f in eligibility["findings"] if f["verdict"] == "NOT_MET"]
        expect(told, [True] * len(blocking), "words and remedies")
        return "; ".join(f"{f['article']} {f['message']}" for f in eligibility["findings"] if f["isBlocking"])

    def refused_submission(self) -> str:
        student = self.visitor("student_who_may_not")
        draft = self._start(student)
        refused = student.do("submit_application", id=draft["id"], expectedVersion=draft["version"])
        expect(refused["__typename"], "StepNotAllowed", "the answer")
        blocking = sorted(f["article"] for f in refused["findings"] if f["isBlocking"])
        expect(blocking, ["12(1)", "12(2)"], "findings that block")
        return f"StepNotAllowed with {len(refused['findings'])} findings, {len(blocking)} of them blocking"

    def apply(self) -> str:
        student = self.visitor("student_1")
        draft = self._start(student)
        self.found["key"] = str(uuid.uuid4())
        self.found["submission"] = {
            "id": draft["id"],
            "expectedVersion": draft["version"],
            "idempotencyKey": self.found["key"],
        }
        submitted = student.do("submit_application", **self.found["submission"])
        expect(submitted.get("state"), "SUBMITTED", f"the answer {submitted}")
        self.found["application"] = submitted
        subjects = self._mail_to("student_1")
        expect(len(subjects), 1, "mails")
        return (
            f"submitted as version {submitted['version']}, year {submitted['standing']['year_of_study']}; {subjects[0]}"
        )

    def second_application(self) -> str:
        student = self.visitor("student_1")
        other = self.found[self.cast["programmes"]["elsewhere"]]
        intake = student.ask("eligibility", programme=other["id"])["node"]["intakes"][0]
        draft = student.do("start_application", intakeId=intake["id"], statement="也想试试")
        refused = student.do("submit_application", id=draft["id"], expectedVersion=draft["version"])
        reasons = [(f["rule"], f["article"], f["need"]) for f in refused["findings"] if f["isBlocking"]]
        expect(reasons, [("student_has_an_application_left", "12(1)", "REASON")], "findings that block")
        return next(f["message"] for f in refused["findings"] if f["isBlocking"])

    def replayed_key(self) -> str:
        again = self.visitor("student_1").do("submit_application", **self.found["submission"])
        expect(again.get("version"), self.found["application"]["version"], "the version")
        expect(len(self._mail_to("student_1")), 1, "mails")
        return f"still version {again['version']}, one mail"

    def reused_key(self) -> str:
        given = self.found["submission"] | {"reason": "another request"}
        refused = self.visitor("student_1").do("submit_application", **given)
        expect(refused["__typename"], "ValidationFailed", "the answer")
        return str(refused["fieldErrors"][0]["code"])

    # The college ------------------------------------------------------------------------------------------------

    def other_college(self) -> str:
        stranger = self.visitor("other_officer")
        identifier = self.found["application"]["id"]
        expect(stranger.ask("application", id=identifier)["node"], None, "the application")
        refused = stranger.do("take_up_application", id=identifier)
        expect(refused["__typename"], "NotFound", "the answer to a step")
        expect(stranger.ask("viewer")["viewer"]["inbox"]["totalCount"], 0, "the inbox")
        return "null, NotFound, an empty inbox"

    def inbox(self) -> str:
        viewer = self.visitor("home_officer").ask("viewer")["viewer"]
        waiting = viewer["inbox"]["nodes"]
        expect([node["id"] for node in waiting], [self.found["application"]["id"]], "the inbox")
        return f"{viewer['name']} sees {waiting[0]['student']['name']}: {waiting[0]['stateLabel']}"

    def take_up(self) -> str:
        officer, application = self.visitor("home_officer"), self.found["application"]
        taken = officer.do("take_up_application", id=application["id"], expectedVersion=application["version"])
        expect(taken.get("state"), "UNDER_REVIEW", f"the answer {taken}")
        self.found["taken"] = taken
        return f"version {taken['version']}, {taken['stateLabel']}"

    def stale_version(self) -> str:
        officer, application = self.visitor("home_officer"), self.found["application"]
        stale = officer.do("admit_application", id=application["id"], expectedVersion=application["version"])
        expect(stale["__typename"], "VersionConflict", "the answer")
        expect(stale["current"]["version"], self.found["taken"]["version"], "the version now")
        return f"VersionConflict: it is at version {stale['current']['version']}"

    def admit(self) -> str:
        officer, taken = self.visitor("home_officer"), self.found["taken"]
        admitted = officer.do("admit_application", id=taken["id"], expectedVersion=taken["version"])
        expect(admitted.get("state"), "ADMITTED", f"the answer {admitted}")
        intake = officer.ask("application", id=taken["id"])["node"]["intake"]
        expect(intake["placesTaken"], 1, "places taken")
        return f"{intake['placesTaken']} of {intake['places']} places taken"

    def decision_is_hidden(self) -> str:
        node = self._own_application()
        expect((node["state"], node["decidedAt"]), ("UNDER_REVIEW", None), "what she sees")
        expect([step["name"] for step in node["steps"]], ["withdraw"], "her steps")
        return f"{node['stateLabel']}; she can {node['steps'][0]['label']}"

    def window_ends(self) -> str:
        closes_at = self.found["intake"]["closesAt"]
        rehearser = self.visitor("rehearser")
        moved = rehearser.send("POST", "/rehearsal/clock", {"at": closes_at})
        expect(moved.status, 200, f"moving the clock: {moved.body}")
        latecomer = self.visitor("student_2")
        refused = latecomer.do("start_application", intakeId=self.found["intake"]["id"], statement="来晚了")
        expect([fault["code"] for fault in refused["fieldErrors"]], ["NOT_FROM_HERE"], "the refusal")
        return f"the clock stands at {moved.body['now'][:16]}; too late is refused"

    def complete_selection(self) -> str:
        return self._intake_step("home_officer", "complete_selection", "SELECTED")

    def publish(self) -> str:
        return self._intake_step("aao_officer", "publish_admission_list", "PUBLISHED", listNumber="微录 1 号")

    def decision_shows(self) -> str:
        node = self._own_application()
        expect(node["state"], "ADMITTED", "what she sees")
        subjects = self._mail_to("student_1")
        expect(len(subjects), 2, "mails")
        return f"{node['stateLabel']}, decided {node['decidedAt'][:16]}; {subjects[-1]}"

    def suspend(self) -> str:
        approver = self.visitor("school_approver")
        other = self.found[self.cast["programmes"]["elsewhere"]]
        given = {"id": other["id"], "decisionNumber": "会议纪要 9", "reason": "教学条件调整，本年度暂停招生。"}
        suspended = approver.do("suspend_programme", **given)
        expect(suspended.get("state"), "SUSPENDED", f"the answer {suspended}")
        nodes = self.public.ask("programmes")["programmes"]["nodes"]
        statuses = {node["title"]: node["recruitment"]["status"] for node in nodes}
        expect(statuses[other["title"]], "SUSPENDED", "what the public sees")
        return f"{other['title']}: {suspended['stateLabel']}, by {suspended['decision']['number']}; its page stays"

    # Together ---------------------------------------------------------------------------------------------------

    def _start(self, student: Visitor) -> dict[str, Any]:
        draft = student.do("start_application", intakeId=self.found["intake"]["id"], statement="我想学。")
        expect(draft["__typename"], "Application", f"the draft {draft}")
        return dict(draft)

    def _own_application(self) -> dict[str, Any]:
        nodes = self.visitor("student_1").ask("my_applications")["applications"]["nodes"]
        return next(dict(node) for node in nodes if node["id"] == self.found["application"]["id"])

    def _intake_step(self, part: str, document: str, state: str, **given: Any) -> str:
        after = self.visitor(part).do(document, id=self.found["intake"]["id"], **given)
        expect(after.get("state"), state, f"the answer {after}")
        return str(after["stateLabel"])

    def _mail_to(self, part: str) -> list[str]:
        username = self.cast[part]["username"]
        caught = self.visitor("rehearser").send("GET", "/rehearsal/mail").body["mail"]
        return [mail["subject"] for mail in caught if mail["recipient"].startswith(f"{username}@")]
