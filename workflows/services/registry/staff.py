"""The file of staff: its columns, what it would change, and which posts open which office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from workflows.models import StaffMember
from workflows.models.people import DEGREE_LABELS, ROLE_LABELS, TITLE_LABELS
from workflows.pinyin import sort_key
from workflows.regulation.actor import SCHOOL_WIDE, Role
from workflows.regulation.words import NOTHING
from workflows.rules.directors import Degree, TitleLevel
from workflows.services.registry.cells import Reading, one_of, optional, person_name, staff_number, words
from workflows.services.registry.faults import Fault, Notice
from workflows.services.registry.layout import Column, Layout
from workflows.services.registry.plans import FieldChange, Plan, differing
from workflows.services.registry.reading import ReadRow, ReadTable

Office = tuple[Role, int | None]
"""A role, and the college for which it is held; none where it is the school's."""

TITLES: Mapping[str, TitleLevel] = MappingProxyType(
    {
        title: level
        for level, titles in {
            TitleLevel.SENIOR: "教授 研究员 正高级工程师 正高级实验师 研究馆员 编审 主任医师",
            TitleLevel.ASSOCIATE_SENIOR: "副教授 副研究员 高级工程师 高级实验师 副研究馆员 副编审 副主任医师",
            TitleLevel.INTERMEDIATE: "讲师 助理研究员 工程师 实验师 馆员 编辑 主治医师",
            TitleLevel.ASSISTANT: "助教 研究实习员 助理工程师 助理实验师 助理馆员 助理编辑 医师",
            TitleLevel.NONE: "无",
        }.items()
        for title in titles.split()
    }
)
"""The levels of titles, as the country's series of professional titles have them."""
DEGREES: Mapping[str, Degree] = MappingProxyType(
    {
        "博士": Degree.DOCTOR, "硕士": Degree.MASTER, "学士": Degree.BACHELOR, "无": Degree.NONE,
        **{degree.value: degree for degree in Degree},
    }
)  # fmt: skip
POSTS: Mapping[str, Role] = MappingProxyType(
    {
        "微专业负责人": Role.PROGRAMME_DIRECTOR,
        "教师": Role.TEACHER,
        "教学秘书": Role.COLLEGE_OFFICER,
        "学院教学副院长": Role.COLLEGE_OFFICER,
        "教学副院长": Role.COLLEGE_OFFICER,
        "教务处处长": Role.AAO_OFFICER,
        "教务处副处长": Role.AAO_OFFICER,
        "教务处科员": Role.AAO_OFFICER,
        "专家": Role.EXPERT,
        "分管校长": Role.SCHOOL_APPROVER,
        "分管副校长": Role.SCHOOL_APPROVER,
        "财务处处长": Role.BURSAR,
        "财务处科员": Role.BURSAR,
        **{role.value: role for role in Role},
    }
)
"""Which office a post opens; a post that is not here opens none."""


def posts(text: str) -> Reading:
    """Read the posts of one person, between which a comma of any width stands; an empty cell is none."""
    reading = optional(words(60))(text)
    listed = [part.strip() for part in (reading.value or "").translate({ord(c): "、" for c in ",，;；/"}).split("、")]
    return Reading(tuple(part for part in listed if part), reading.written_as)


STAFF_LAYOUT = Layout(
    (
        Column("number", ("工号", "职工号", "教工号", "staff number", "staff no"), staff_number, is_text=True),
        Column("name", ("姓名", "教师姓名", "staff name"), person_name(80)),
        Column("unit", ("部门", "单位", "所在单位", "学院", "department", "unit"), words(60)),
        Column("title", ("职称", "专业技术职务", "professional title"), optional(words(40)), is_required=False),
        Column(
            "degree", ("学位", "最高学位", "degree"), optional(one_of(DEGREES, "UNKNOWN_DEGREE")), is_required=False
        ),
        Column("posts", ("岗位", "职务", "post", "posts"), posts, is_required=False),
    ),
    key=("number",),
)


@dataclass(slots=True)
class StaffPlan(Plan[StaffMember]):
    """What the file of staff would change, with the offices that go with it."""

    granted: dict[str, frozenset[Office]] = field(default_factory=dict)
    """Offices that are opened, by number."""
    withdrawn: dict[str, frozenset[Office]] = field(default_factory=dict)
    """Offices that an import had opened and that the file does not have any more, by number."""


@dataclass(frozen=True, slots=True)
class OfficesHeld:
    """The offices that somebody holds, and those of them that an import opened."""

    every: frozenset[Office] = frozenset()
    imported: frozenset[Office] = frozenset()


def remarks_on_staff(
    read: ReadTable, headings: Mapping[str, str], colleges: Mapping[str, int]
) -> tuple[list[Fault], list[Notice]]:
    """Answer the posts that cannot open their office, and what the file says that is not understood."""
    faults, notices = [], []
    for row in read.rows:
        for post in row.values.get("posts", ()):
            role = POSTS.get(post)
            if role is None:
                message = _("The post “%(post)s” opens no office.") % {"post": post}
                notices.append(Notice(row.line, headings["posts"], "UNKNOWN_POST", message))
            elif role not in SCHOOL_WIDE and row.values.get("unit") not in colleges:
                faults.append(_needs_a_college(row, headings["posts"], post))
        title = row.values.get("title")
        if title and title not in TITLES:
            message = _("The level of the title “%(title)s” is not known: whether its holder may direct a programme "
                        "(Art. 6(3)) cannot be told.") % {"title": title}  # fmt: skip
            notices.append(Notice(row.line, headings["title"], "UNKNOWN_TITLE", message))
    return faults, notices


def _needs_a_college(row: ReadRow, heading: str, post: str) -> Fault:
    return Fault(
        row.line,
        heading,
        "POST_NEEDS_A_COLLEGE",
        _("“%(post)s” is an office of a college, and “%(unit)s” is none.")
        % {"post": post, "unit": row.values.get("unit", NOTHING)},
        _("Correct the unit to the college's full name, or the post."),
    )


def plan_staff(
    read: ReadTable, existing: Mapping[str, StaffMember], held: Mapping[str, OfficesHeld], colleges: Mapping[str, int]
) -> StaffPlan:
    """Answer what the good rows add, change and leave, beside the members of staff that have their numbers already."""
    plan, names = StaffPlan(), {pk: name for name, pk in colleges.items()}
    words_of = partial(_words_of, names)
    for row in read.good_rows:
        number, values = row.values["number"], _fields(row, colleges)
        _plan_offices(plan, row, held.get(number, OfficesHeld()), values["college_id"])
        staff = existing.get(number)
        if staff is None:
            plan.added.append(StaffMember(number=number, pinyin=sort_key(values["name"]), **values))
            continue
        changed = differing(staff, values)
        offices = list(_changes_of_offices(plan, row, str(staff), names))
        if changed or offices:
            plan.change(staff, changed, words_of, line=row.line)
            plan.changes += offices
        else:
            plan.unchanged += 1
    return plan


def _fields(row: ReadRow, colleges: Mapping[str, int]) -> dict[str, Any]:
    """Answer what a row says of the fields; a column that the file does not have says nothing."""
    college = colleges.get(row.values["unit"])
    values = {
        "name": row.values["name"],
        "college_id": college,
        "department": "" if college else row.values["unit"],
    }
    if "title" in row.values:
        title = row.values["title"] or ""
        values |= {"title": title, "title_level": TITLES.get(title or "无", "")}
    if "degree" in row.values:
        values["degree"] = row.values["degree"] or ""
    return values


def _plan_offices(plan: StaffPlan, row: ReadRow, held: OfficesHeld, college: int | None) -> None:
    if "posts" not in row.values:
        return
    roles = {POSTS[post] for post in row.values["posts"] if post in POSTS}
    wanted = frozenset((role, None if role in SCHOOL_WIDE else college) for role in roles)
    if granted := wanted - held.every:
        plan.granted[row.values["number"]] = granted
    if withdrawn := held.imported - wanted:
        plan.withdrawn[row.values["number"]] = withdrawn


def _changes_of_offices(
    plan: StaffPlan, row: ReadRow, subject: str, colleges: Mapping[int, str]
) -> Iterable[FieldChange]:
    number = row.values["number"]
    for office in sorted(plan.withdrawn.get(number, ()), key=str):
        yield FieldChange(row.line, subject, _("office held"), _office_in_words(office, colleges), NOTHING)
    for office in sorted(plan.granted.get(number, ()), key=str):
        yield FieldChange(row.line, subject, _("office held"), NOTHING, _office_in_words(office, colleges))


def _office_in_words(office: Office, colleges: Mapping[int, str]) -> str:
    role, college = office
    return " · ".join(filter(None, (str(ROLE_LABELS[role]), colleges.get(college or 0, ""))))


def _words_of(colleges: Mapping[int, str], name: str, value: Any) -> str:
    if name == "college_id":
        return colleges.get(value, NOTHING)
    labels: Mapping[str, Any] = {"title_level": TITLE_LABELS, "degree": DEGREE_LABELS}
    return str(labels[name].get(value, value) if name in labels else value) or NOTHING
