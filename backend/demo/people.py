"""The demo's people: colleges, staff with their offices, students from the registry's files."""

from __future__ import annotations

from typing import Any

from backend.demo.source import folder, registry_file, shift, toml
from workflows import clock
from workflows.models import Account, College, ImportBatch, StaffMember, Student
from workflows.pinyin import sort_key
from workflows.regulation.actor import Role
from workflows.selectors.people import actor_of
from workflows.services.people import grant_office, open_staff_account, register_college
from workflows.services.registry.importing import commit_import

PASSWORD = "micro-majors"  # noqa: S105  of the demo only, printed when it starts; production cannot load the demo
TITLE_LEVELS = {"junior": "assistant"}
DEGREES = {"学士": "bachelor", "硕士": "master", "博士": "doctor"}
ROLES = {"director": Role.PROGRAMME_DIRECTOR}


def load_colleges() -> None:
    """Register every college, those without programmes too."""
    for college in (*folder("colleges"), *toml("university.toml")["bare_colleges"]):
        if not College.objects.filter(code=college["code"]).exists():
            register_college(code=college["code"], name=college["name"]["zh"], name_en=college["name"]["en"])


def load_staff() -> None:
    """Enter every member of staff, with an account and the offices that the file gives."""
    colleges = {college.code: college for college in College.objects.all()}
    directors = {p["director"]["staff"]: p["director"] for p in folder("programmes")}
    for person in toml("staff.toml")["staff"]:
        if not StaffMember.objects.filter(number=person["number"]).exists():
            _enter(person, colleges.get(person["unit"]), directors.get(person["number"], {}))


def _enter(person: dict[str, Any], college: College | None, directs: dict[str, Any]) -> None:
    staff = StaffMember.objects.create(
        number=person["number"],
        name=person["name"],
        pinyin=sort_key(person["name"]),
        college=college,
        department="" if college else person["unit"],
        title=person["title"]["zh"],
        title_level=TITLE_LEVELS.get(person["rank"], person["rank"]),
        degree=DEGREES[person["degree"]],
        field_knowledge=directs.get("field", {}).get("zh", ""),
        management_experience=directs.get("management", {}).get("zh", ""),
    )
    account = open_staff_account(staff, password=PASSWORD)
    for role in person["roles"]:
        grant_office(account, ROLES.get(role) or Role(role), college)


def load_students() -> None:
    """Import students and their failed courses, as the Academic Affairs Office does, and let them sign in."""
    by = actor_of(Account.objects.get(username=holder_of(Role.AAO_OFFICER)))
    if not Student.objects.exists():
        commit_import(
            ImportBatch.Kind.STUDENTS, "students.csv", registry_file("students.csv", shift()), by=by, at=clock.now()
        )
        commit_import(
            ImportBatch.Kind.RESULTS, "results.csv", registry_file("results.csv", shift()), by=by, at=clock.now()
        )
    hashed = Account.objects.get(username=holder_of(Role.AAO_OFFICER)).password
    Account.objects.filter(student__isnull=False).exclude(password=hashed).update(password=hashed)


def holder_of(role: Role) -> str:
    """Answer the number of the first member of staff who holds an office of the school."""
    return str(next(p["number"] for p in toml("staff.toml")["staff"] if role.value in p["roles"]))
