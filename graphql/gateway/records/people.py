"""People in the graph: colleges, staff and students."""

from __future__ import annotations

import datetime as dt

import strawberry

from gateway.peers import load_for
from gateway.records.enums import RegistryStatus, StudyLevel, TitleLevel
from gateway.records.node import Node, record_type
from gateway.records.scalars import in_language
from workflows import models
from workflows.selectors.colleges import colleges_of
from workflows.selectors.students import phone_of


def _college_name(root: strawberry.Parent[models.College], info: strawberry.Info) -> str:
    return in_language(root.name, root.name_en, info)


@record_type(models.College, description="A college (学院) that offers programmes. Public.")
class College(Node):
    code: str = strawberry.field(description="The school's code of the college. Since 0.1.")
    name: str = strawberry.field(resolver=_college_name, description="Its name in the reader's language. Since 0.1.")


def _title_level(root: strawberry.Parent[models.StaffMember]) -> TitleLevel | None:
    return TitleLevel(root.title_level) if root.title_level else None


@record_type(models.StaffMember, description="A member of staff, as far as the public may know. Public.")
class StaffMember(Node):
    name: str = strawberry.field(description="The name. Since 0.1.")
    title: str = strawberry.field(description="The professional title, as the register writes it. Since 0.1.")
    title_level: TitleLevel | None = strawberry.field(
        resolver=_title_level, description="The level of the title (Art. 6(3)). Since 0.1."
    )


def college_of(root: strawberry.Parent[models.Student]) -> College:
    """Answer the college of a row, loaded for all of its peers."""
    college: College = load_for(root, "college", colleges_of)
    return college


def _phone(root: strawberry.Parent[models.Student], info: strawberry.Info) -> str | None:
    return phone_of(root, info.context.actor)


@record_type(
    models.Student,
    description="A student, as the registry has her. Visible to herself and to those who decide her applications.",
)
class Student(Node):
    number: str = strawberry.field(description="The student number, with its leading zeros. Since 0.1.")
    name: str = strawberry.field(description="The name. Since 0.1.")
    college: College = strawberry.field(resolver=college_of, description="Her college. Since 0.1.")
    major: str = strawberry.field(description="Her major. Since 0.1.")
    entry_year: int = strawberry.field(description="The year of entry. Since 0.1.")
    level: StudyLevel = strawberry.field(description="Bachelor or upgrade. Since 0.1.")
    status: RegistryStatus = strawberry.field(description="Her status in the registry. Since 0.1.")
    expected_graduation_on: dt.date | None = strawberry.field(description="When she is to graduate. Since 0.1.")
    phone: str | None = strawberry.field(
        resolver=_phone,
        description="Her phone. Only for herself and the officers of her own college; null for others. Since 0.1.",
    )
