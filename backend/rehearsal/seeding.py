"""A college from a seed: its names, places and dates vary with the number, its shape does not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from django.conf import settings
from django.db import transaction

from backend.approval import approval, approve
from backend.rehearsal.pages import write_site
from cms.services.pins import publish_approved
from workflows import clock
from workflows.models import (
    Account,
    College,
    ImportBatch,
    Intake,
    MajorResult,
    Programme,
    Proposal,
    StaffMember,
    Student,
)
from workflows.pinyin import sort_key
from workflows.regulation.actor import Actor, Role
from workflows.regulation.calendar import Calendar
from workflows.rules.students import Level, RegistryStatus
from workflows.selectors.people import actor_of
from workflows.services.door import take_step
from workflows.services.drafts import begin, revise
from workflows.services.part_revisions import revise_part
from workflows.services.people import grant_office, open_staff_account, register_college
from workflows.services.programmes import propose_programme
from workflows.services.rulebooks import load_edition

REHEARSER = "rehearser"
FAMILY_NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN_NAMES = (
    "安然",
    "思齐",
    "若水",
    "子衿",
    "明远",
    "清扬",
    "知行",
    "怀瑾",
    "云舒",
    "嘉树",
    "望舒",
    "景行",
    "书言",
    "长歌",
)
COLLEGES = (
    ("信息工程学院", "College of Information Engineering"),
    ("经济管理学院", "College of Economics and Management"),
    ("艺术设计学院", "College of Art and Design"),
    ("人文教育学院", "College of Humanities"),
    ("外国语学院", "College of Foreign Languages"),
)
SUBJECTS = (
    ("智能金融", "Intelligent Finance"),
    ("计算传播", "Computational Communication"),
    ("数字人文", "Digital Humanities"),
    ("碳中和与智慧环保", "Carbon Neutrality"),
    ("家庭教育", "Family Education"),
    ("低空经济", "Low-altitude Economy"),
)
COURSES = ("导论", "方法基础", "数据实践", "案例研究", "前沿专题", "伦理与法规", "综合项目")
MAJORS = ("软件工程", "会计学", "视觉传达设计", "汉语言文学", "商务英语")


@dataclass(slots=True)
class Cast:
    """The people of a rehearsal, as its user needs them: user names, one password, what each is for."""

    password: str
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    """Titles by which the programmes are found."""
    fee_per_credit: str = ""
    """In yuan, as the edition has it, which the graph shows only as the fee of a whole programme."""

    def add(self, part: str, account: Account, **facts: Any) -> None:
        """Keep a person under the part that they play."""
        self.people[part] = {"username": account.username, "name": account.display_name, **facts}


def seed(number: int) -> Cast:
    """Make the whole college of this number, or nothing; answer its people."""
    chance = Random(number)  # noqa: S311  a rehearsal repeats itself on purpose
    cast = Cast(password=f"rehearsal-{chance.randrange(10**8):08}")
    with transaction.atomic():
        loaded, _ = load_edition(settings.RULEBOOK_FILE.read_text("utf-8"))
        cast.fee_per_credit = str(loaded.rulebook.edition.tuition.amount_per_credit)
        _open_account(cast, "rehearser", REHEARSER, "排练者")
        _school_offices(cast, chance)
        names = chance.sample(COLLEGES, 2)
        subjects = chance.sample(SUBJECTS, 3)
        home = _college(cast, chance, "home", "01", names[0])
        other = _college(cast, chance, "other", "02", names[1])
        grant_office(Account.objects.get(username=cast.people["home_director"]["username"]), Role.EXPERT)
        _students(cast, chance, home)
        year = _academic_year()
        with clock.moved_by(dt.timedelta(days=-30)):
            recruiting = _programme(cast, chance, "home", home, subjects[0], year)
            elsewhere = _programme(cast, chance, "other", other, subjects[1], year)
            _programme(cast, chance, "home", home, subjects[2], year)
            write_site(chance)
            _establish(cast, chance, "home", recruiting)
            _establish(cast, chance, "other", elsewhere)
        _intake(cast, chance, "home", recruiting, places=chance.randint(2, 5))
        _intake(cast, chance, "other", elsewhere, places=chance.randint(20, 40))
        cast.facts = {"subject": subjects[0][0], "unpublished": subjects[2][0], "elsewhere": subjects[1][0]}
    return cast


def _open_account(cast: Cast, part: str, username: str, name: str) -> Account:
    account = Account(username=username, display_name=name)
    account.set_password(cast.password)
    account.save()
    cast.add(part, account)
    return account


def _name(chance: Random) -> str:
    return chance.choice(FAMILY_NAMES) + chance.choice(GIVEN_NAMES)


def _staff(cast: Cast, chance: Random, part: str, role: Role, college: College | None, **fields: Any) -> StaffMember:
    name = _name(chance)
    staff = StaffMember.objects.create(
        number=f"{10_000 + StaffMember.objects.count()}", name=name, pinyin=sort_key(name), college=college, **fields
    )
    account = open_staff_account(staff, password=cast.password)
    grant_office(account, role, college)
    cast.add(part, account, role=role.value, college=college.name if college else None)
    return staff


def _school_offices(cast: Cast, chance: Random) -> None:
    _staff(cast, chance, "aao_officer", Role.AAO_OFFICER, None)
    _staff(cast, chance, "school_approver", Role.SCHOOL_APPROVER, None)
    for number in range(1, 5):
        _staff(cast, chance, f"expert_{number}", Role.EXPERT, None, department="校外单位")


def _college(cast: Cast, chance: Random, part: str, code: str, names: tuple[str, str]) -> College:
    college = register_college(code=code, name=names[0], name_en=names[1])
    _staff(cast, chance, f"{part}_officer", Role.COLLEGE_OFFICER, college)
    _staff(
        cast,
        chance,
        f"{part}_director",
        Role.PROGRAMME_DIRECTOR,
        college,
        title="教授",
        title_level="senior",
        degree="doctor",
        field_knowledge="长期从事该方向的教学与研究。",
        management_experience="曾任教研室主任。",
    )
    return college


def _students(cast: Cast, chance: Random, college: College) -> None:
    year = _academic_year()
    for number in range(1, 7):
        _student(cast, chance, f"student_{number}", college, entry_year=year - 1)
    troubled = _student(cast, chance, "student_who_may_not", college, entry_year=year)
    _fail(troubled, chance)
    _student(cast, chance, "student_in_year_five", college, entry_year=year - 4, programme_years=5)


def _student(cast: Cast, chance: Random, part: str, college: College, **fields: Any) -> Student:
    name = _name(chance)
    years = fields.pop("programme_years", 4)
    number = f"0{fields['entry_year'] % 100:02}01{Student.objects.count() + chance.randrange(100):05}"
    while Student.objects.filter(number=number).exists():
        number = f"{int(number) + 1:010}"
    account = _open_account(cast, part, number, name)
    student = Student.objects.create(
        account=account,
        number=number,
        name=name,
        pinyin=sort_key(name),
        college=college,
        major=chance.choice(MAJORS),
        programme_years=years,
        level=Level.BACHELOR,
        status=RegistryStatus.ENROLLED,
        expected_graduation_on=dt.date(fields["entry_year"] + years + 1, 6, 30),
        **fields,
    )
    cast.add(part, account, number=number, major=student.major)
    return student


def _fail(student: Student, chance: Random) -> None:
    batch = ImportBatch.objects.create(
        kind=ImportBatch.Kind.RESULTS,
        file_name="rehearsal",
        digest="0" * 64,
        encoding="utf-8",
        imported_at=clock.now(),
        imported_by=Account.objects.get(username=REHEARSER),
        added=1,
        changed=0,
        unchanged=0,
    )
    MajorResult.objects.create(
        student=student,
        course_code="B1001",
        course_title="高等数学",
        academic_year=f"{_academic_year() - 1}-{_academic_year()}",
        semester=2,
        kind=MajorResult.Kind.REGULAR,
        score=Decimal(chance.randint(20, 59)),
        imported_in=batch,
    )


def _academic_year() -> int:
    """Answer the academic year of today, by its first calendar year."""
    return Calendar().period_of(clock.today()).year


def _actor(cast: Cast, part: str) -> Actor:
    return actor_of(Account.objects.get(username=cast.people[part]["username"]))


def _programme(
    cast: Cast, chance: Random, part: str, college: College, subject: tuple[str, str], year: int
) -> Programme:
    director = StaffMember.objects.get(number=cast.people[f"{part}_director"]["username"])
    count = chance.choice((6, 7))
    programme = propose_programme(
        by=_actor(cast, f"{part}_director"),
        college=college,
        code=f"WZ{college.code}{Programme.objects.count() + 1:02}",
        title=subject[0],
        title_en=subject[1],
        director=director,
        courses=[_course(subject, number, director) for number in range(count)],
    )
    proposal, by = programme.proposals.get(), _actor(cast, f"{part}_director")
    revise(Proposal, proposal.pk, _dossier(subject, year), by=by)
    steps = [{"title": "建设课程", "starts_on": clock.today(), "ends_on": clock.today() + dt.timedelta(days=300)}]
    revise_part(Proposal, proposal.pk, "construction_steps", steps, by=by)
    return programme


def _dossier(subject: tuple[str, str], year: int) -> dict[str, Any]:
    return {
        "positioning": f"{subject[0]}面向区域产业，培养复合型人才。",
        "objectives": "能独立完成一件可以公开展示的作品。",
        "demand_research": "走访 12 家单位，问卷 300 份。",
        "first_year": year,
        "first_places": 60,
    }


def _experts(cast: Cast) -> list[StaffMember]:
    numbers = [cast.people[f"expert_{number}"]["username"] for number in range(1, 4)]
    return list(StaffMember.objects.select_related("account").filter(number__in=numbers).order_by("number"))


def _establish(cast: Cast, chance: Random, part: str, programme: Programme) -> None:
    gates = approval(
        submit=_actor(cast, f"{part}_director"),
        endorse=_actor(cast, f"{part}_officer"),
        accept=_actor(cast, "aao_officer"),
        establish=_actor(cast, "school_approver"),
    )
    number = f"会议纪要 {clock.today().year}-{chance.randint(1, 99)}"
    publish_approved(approve(programme.proposals.get(), gates, decision_number=number, experts=_experts(cast)))


def _course(subject: tuple[str, str], number: int, teacher: StaffMember) -> dict[str, Any]:
    return {
        "code": f"K{number + 1:02}",
        "title": f"{subject[0]}{COURSES[number]}",
        "title_en": f"{subject[1]} {number + 1}",
        "credits": Decimal(2),
        "theory_hours": 24,
        "practice_hours": 8,
        "term": 1 + number % 2,
        "assessment": "exam" if number % 2 else "coursework",
        "teacher": teacher,
    }


def _intake(cast: Cast, chance: Random, part: str, programme: Programme, *, places: int) -> None:
    opened = clock.now() - dt.timedelta(days=chance.randint(1, 5))
    officer, year = _actor(cast, f"{part}_officer"), _academic_year()
    with clock.moved_to(opened):
        intake = begin(
            Intake,
            {
                "academic_year": year,
                "places": places,
                "opens_at": opened,
                "closes_at": opened + dt.timedelta(days=chance.randint(10, 20)),
                "class_starts_on": clock.today() + dt.timedelta(days=40),
                "class_ends_on": clock.today() + dt.timedelta(days=240),
                "selection_method": Intake.SelectionMethod.RANKED_REVIEW,
                "selection_note": "由学院评议小组根据申请说明择优录取。",
            },
            by=officer,
            under=programme,
        )
        take_step(Intake, intake.pk, "open", by=officer)
    cast.people[f"{part}_officer"]["places"] = places
