"""The part of the tour in which a programme is set up: proposed, reviewed, approved, granted places, reported on."""

from __future__ import annotations

import time
from typing import Any

from backend.tour.client import Visitor
from backend.tour.expecting import expect

PUBLISHED_WITHIN = 30
"""Seconds; the outbox delivers within one."""


class SettingUp:
    """Two colleges' people, the school's offices and three experts on their way from a proposal to its first report."""

    public: Visitor
    cast: dict[str, Any]
    found: dict[str, Any]

    def visitor(self, part: str) -> Visitor:
        """Answer the person who plays a part, signed in."""
        raise NotImplementedError

    def unfinished_proposal(self) -> str:
        director = self.visitor("other_director")
        search = {"search": self.cast["programmes"]["elsewhere"]}
        (staff,) = director.ask("programme_makers", filter=search)["programmes"]["nodes"]
        made = director.do(
            "propose_programme",
            collegeId=staff["college"]["id"], directorId=staff["director"]["id"], code="TOUR-1", title="未完成的微专业",
        )  # fmt: skip
        expect(made["__typename"], "Programme", f"the answer {made}")
        (draft,) = director.ask("proposals", programme=made["id"])["node"]["proposals"]
        refused = director.do("submit_proposal", id=draft["id"])
        blocking = sorted({f["article"] for f in refused["findings"] if f["isBlocking"]})
        expect(blocking, ["4", "6(1)", "6(2)", "6(4)"], "articles that block")
        return "; ".join(f"{f['article']} {f['message']}" for f in refused["findings"] if f["isBlocking"])

    def waive(self) -> str:
        director, found = self.visitor("home_director"), self._proposed()
        (draft,) = director.ask("proposals", programme=found["id"])["node"]["proposals"]
        self.found |= {"proposed": found, "proposal": draft["id"]}
        courses = [_as_input(course) for course in draft["plan"]["courses"]]
        courses[0]["credits"] = "6.5"
        revised = director.do("revise_plan", id=draft["id"], courses=courses)
        expect(revised["__typename"], "Proposal", f"the answer {revised}")
        refused = director.do("submit_proposal", id=draft["id"])
        (blocking,) = [finding for finding in refused["findings"] if finding["isBlocking"]]
        expect((blocking["rule"], blocking["need"]), ("carries_enough_credits", "WAIVER"), "what blocks")
        asked = director.do("ask_for_waiver", id=draft["id"], rule=blocking["rule"], reason="综合项目由企业共同授课。")
        expect(
            director.do("grant_waiver", id=asked["id"], reason="同意。")["__typename"], "NotPermitted", "to who asked"
        )
        granted = self.visitor("aao_officer").do("grant_waiver", id=asked["id"], reason="理由充分。")
        expect(granted.get("state"), "GRANTED", f"the answer {granted}")
        return f"{granted['matter']} {granted['stateLabel']}"

    def submit_proposal(self) -> str:
        director, found, draft = self.visitor("home_director"), self.found["proposed"], self._proposal("home_director")
        submitted = director.do("submit_proposal", id=draft["id"], expectedVersion=draft["version"])
        expect(submitted.get("state"), "SUBMITTED", f"the answer {submitted}")
        refused = director.do("endorse_proposal", id=draft["id"])
        expect(refused["__typename"], "NotPermitted", "the answer to its maker")
        return f"{found['title']}: {submitted['stateLabel']}; its maker: Art. {refused['article']}"

    def accept_proposal(self) -> str:
        return self._gates(
            ("home_officer", "endorse_proposal", "ENDORSED"), ("aao_officer", "accept_proposal", "IN_REVIEW")
        )

    def name_experts(self) -> str:
        office, proposal = self.visitor("aao_officer"), self.found["proposal"]
        director = self.found["proposed"]["director"]["id"]
        refused = office.do("name_expert", proposalId=proposal, expertId=director)
        expect([fault["path"] for fault in refused["fieldErrors"]], [["expertId"]], "the refusal")
        candidates = self._proposal("aao_officer")["candidates"]
        expect(len(candidates), 4, "experts without a part in it")
        self.found["reviews"] = []
        for place, expert in enumerate(candidates):
            named = office.do("name_expert", proposalId=proposal, expertId=expert["id"])
            part = self._part_of(expert["name"])
            if place == 0:
                recused = self.visitor(part).do(
                    "recuse_from_review", id=named["id"], reason="与其中一门课的教师合著教材。"
                )
                expect(recused.get("state"), "RECUSED", f"the answer {recused}")
                continue
            declared = self.visitor(part).do("declare_independence", id=named["id"], isIndependent=True)
            expect(declared.get("state"), "ACCEPTED", f"the answer {declared}")
            self.found["reviews"].append((part, named["id"]))
        return f"{refused['fieldErrors'][0]['message']} one has an interest, three declare"

    def give_opinions(self) -> str:
        criteria = self.public.ask("rulebook")["rulebook"]["criteria"]
        scores = [{"criterion": criterion["key"], "score": 4} for criterion in criteria]
        for place, (part, review) in enumerate(self.found["reviews"]):
            expect(self._proposal(part)["opinions"], [], "what an expert reads before their own opinion")
            favours = "UNFAVOURABLE" if place == 2 else "FAVOURABLE"
            given = self.visitor(part).do(
                "give_opinion", id=review, favours=favours, remarks=f"意见{place + 1}", scores=scores
            )
            expect(given.get("state"), "GIVEN", f"the answer {given}")
        expect(self._proposal("home_director")["opinions"], [], "what the director reads")
        return "two in favour, one against"

    def conclude_review(self) -> str:
        said = self._gates(("aao_officer", "conclude_proposal_review", "REVIEWED"))
        opinions = self._proposal("home_director")["opinions"]
        expect(sorted(opinion["remarks"] for opinion in opinions), ["意见1", "意见2", "意见3"], "opinions")
        names = [self.cast[part]["name"] for part, _ in self.found["reviews"]]
        expect([name for name in names if name in str(self._proposal("home_director"))], [], "names")
        return f"{said}; {len(opinions)} opinions, no name"

    def preview_it(self) -> str:
        preview = self._proposal("school_approver")["preview"]
        live = self.public.ask("programme", path=preview["path"])["page"]
        expect(live, None, "the page before it is approved")
        answer = self.public.execute("programme", {"path": preview["path"]}, {"X-Preview-Token": preview["token"]})
        programme = answer.body["data"]["page"]["programme"]
        expect(programme["state"], "ESTABLISHED", "the programme in the preview")
        expect(self.public.ask("programme", path=preview["path"])["page"], None, "the page afterwards")
        return f"{preview['path']}: {programme['fee']['amount']} {programme['fee']['currency']}, before it is approved"

    def approve_proposal(self) -> str:
        said = self._gates(("school_approver", "approve_proposal", "ESTABLISHED"), decisionNumber="会议纪要 10")
        programme = self._proposed()
        expect(programme["state"], "ESTABLISHED", "the programme")
        return f"{said}; {programme['title']}: {programme['stateLabel']}"

    def published_as_approved(self) -> str:
        title = self.found["proposed"]["title"]
        submitted = self._proposal("home_director")["pages"]
        deadline = time.monotonic() + PUBLISHED_WITHIN
        while not (nodes := self.public.ask("programmes", filter={"search": title})["programmes"]["nodes"]):
            expect(time.monotonic() < deadline, True, f"{title} published within {PUBLISHED_WITHIN} s")
            time.sleep(0.2)
        page = self.public.ask("programme", path=nodes[0]["page"]["path"])["page"]
        expect(all(course["syllabus"] for course in page["programme"]["plan"]["courses"]), True, "every syllabus")
        return f"{nodes[0]['page']['path']}, with {len(submitted)} pages as they were submitted"

    def granted_places(self) -> str:
        officer, programme = self.visitor("home_officer"), self.found["proposed"]["id"]
        granted = self._proposal("home_officer")
        now = self.visitor("rehearser").send("GET", "/rehearsal/clock").body["now"]
        year = granted["firstYear"]
        announced = {
            "programmeId": programme, "academicYear": year, "opensAt": now,
            "closesAt": f"{year + 1}-12-01T00:00:00+08:00", "classStartsOn": f"{year + 2}-03-01",
            "classEndsOn": f"{year + 2}-12-20", "selectionMethod": "EXAM",
        }  # fmt: skip
        opened = []
        for places in (granted["firstPlaces"] + 1, granted["firstPlaces"]):
            planned = officer.do("plan_intake", places=places, **announced)
            expect(planned["__typename"], "Intake", f"the answer {planned}")
            opened.append(officer.do("open_intake", id=planned["id"]))
        refused, taken = opened
        blocking = [f["rule"] for f in refused["findings"] if f["isBlocking"]]
        expect((blocking, taken.get("state")), (["intake_has_a_decided_plan"], "OPEN"), "the answers")
        return next(f["message"] for f in refused["findings"] if f["isBlocking"])

    def annual_review(self) -> str:
        officer, programme = self.visitor("home_officer"), self.found["proposed"]["id"]
        year = self._proposal("home_officer")["firstYear"]
        plan = {"report": "教学平稳。", "nextPlaces": 40, "nextRecruits": "维持规模。"}
        report = officer.do("report_on_year", programmeId=programme, academicYear=year, **plan)
        submitted = officer.do("submit_annual_review", id=report["id"])
        expect(submitted.get("state"), "SUBMITTED", f"the answer {submitted}")
        given = {"id": report["id"], "decisionNumber": "会议纪要 11", "places": 40}
        decided = self.visitor("school_approver").do("continue_programme", **given)
        expect((decided.get("state"), decided.get("granted")), ("CONTINUED", 40), f"the answer {decided}")
        return f"{decided['stateLabel']}: {decided['granted']} places for {year + 1}-{year + 2}"

    def suspend_what_was_established(self) -> str:
        approver, programme = self.visitor("school_approver"), self.found["proposed"]["id"]
        steps = approver.ask("proposals", programme=programme)["node"]["steps"]
        (foreseen,) = [step["foreseen"] for step in steps if step["name"] == "suspend"]
        expect(bool(foreseen), True, "what would follow")
        given = {"id": programme, "decisionNumber": "会议纪要 12", "reason": "师资调整，暂停招生一年。"}
        suspended = approver.do("suspend_programme", **given)
        expect(suspended.get("state"), "SUSPENDED", f"the answer {suspended}")
        (found,) = self.public.ask("programmes", filter={"search": suspended["title"]})["programmes"]["nodes"]
        expect(found["recruitment"]["status"], "SUSPENDED", "what the public reads")
        return " ".join(foreseen)

    def _part_of(self, name: str) -> str:
        experts = {part: who for part, who in self.cast.items() if part.startswith("expert_")}
        return next(part for part, who in experts.items() if who["name"] == name)

    def _proposed(self) -> dict[str, Any]:
        """Answer the programme that was proposed, as its director sees it."""
        search = {"search": self.cast["programmes"]["unpublished"]}
        nodes = self.visitor("home_director").ask("programme_makers", filter=search)["programmes"]["nodes"]
        return dict(nodes[0])

    def _proposal(self, part: str) -> dict[str, Any]:
        """Answer the proposal as somebody sees it."""
        node = self.visitor(part).ask("proposals", programme=self.found["proposed"]["id"])["node"]
        return dict(next(one for one in node["proposals"] if one["id"] == self.found["proposal"]))

    def _gates(self, *steps: tuple[str, str, str], **given: Any) -> str:
        said = []
        for part, document, state in steps:
            after = self.visitor(part).do(document, id=self.found["proposal"], **given)
            expect(after.get("state"), state, f"the answer {after}")
            said.append(str(after["stateLabel"]))
        return " → ".join(said)


def _as_input(course: dict[str, Any]) -> dict[str, Any]:
    """Answer a course that was read as it is written."""
    same = ("code", "title", "kind", "credits", "theoryHours", "practiceHours", "term", "assessment", "countsTowards")
    return {name: course[name] for name in same} | {"teacherId": course["teacher"]["id"]}
