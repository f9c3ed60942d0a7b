"""Two libraries, one schema: what each declares is there, and what they disagree about is found at start."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import graphene
import graphql
import pytest
import strawberry
from graphql import (
    GraphQLSchema,
    build_schema,
    is_object_type,
    lexicographic_sort_schema,
    print_schema,
    validate_schema,
)

from cms.services.pages import open_syllabus_page
from gateway import join as joining
from gateway.content.schema import content_schema
from gateway.ids import to_global_id
from gateway.join import SchemasDisagree, join
from gateway.records.mutation import Mutation
from gateway.records.query import Query
from gateway.schema import build, schema, sdl
from tests.cms.factories import Site, publish
from tests.gateway.asking import Visitor

ROOT = Path(__file__).resolve().parents[2]


def records(**fields: Any) -> strawberry.Schema:
    """Answer a schema of strawberry's with these types of root fields, each answering None."""
    namespace = {name: strawberry.field(resolver=_nothing(of)) for name, of in fields.items()}
    return strawberry.Schema(query=strawberry.type(type("Query", (), namespace)))


def _nothing(of: Any) -> Any:
    def nothing() -> None:
        return None

    nothing.__annotations__ = {"return": of | None}
    return nothing


def joined(ours: strawberry.Schema, theirs: str | GraphQLSchema) -> GraphQLSchema:
    """Join a schema of strawberry's with another."""
    return join(ours, build_schema(theirs) if isinstance(theirs, str) else theirs, rows={})


@strawberry.type
class House:
    street: str
    rooms: int = 3


@strawberry.enum
class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@strawberry.input
class Wish:
    colour: Colour
    rooms: int = 1


# The library and its namesake -------------------------------------------------------------------------------------


def test_the_folder_never_shadows_the_library():
    assert "site-packages" in Path(str(graphql.__file__)).parts
    assert [path.name for path in (ROOT / "graphql").glob("*.py")] == []


# Joining ----------------------------------------------------------------------------------------------------------


def test_root_fields_of_both_are_root_fields_of_one():
    one = joined(records(house=House), "type Query { street: String }")

    assert validate_schema(one) == []
    assert one.query_type is not None
    assert sorted(one.query_type.fields) == ["house", "street"]


def test_a_type_of_one_name_has_the_fields_of_both():
    one = joined(
        records(house=House), "type Query { other: House } type House { garden: Garden } type Garden { m2: Int }"
    )
    house = one.type_map["House"]

    assert is_object_type(house)
    assert {name: str(field.type) for name, field in house.fields.items()} == {  # type: ignore[attr-defined]
        "street": "String!",
        "rooms": "Int!",
        "garden": "Garden",
    }


def test_a_field_that_both_declare_alike_is_one_field():
    one = joined(records(house=House), "type Query { other: House } type House { street: String! }")

    assert sorted(one.type_map["House"].fields) == ["rooms", "street"]  # type: ignore[attr-defined]


def test_scalars_of_one_name_are_strawberrys():
    theirs = graphene.Schema(query=type("Query", (graphene.ObjectType,), {"since": graphene.DateTime()}))
    ours = records(at=dt.datetime)
    strawberrys = ours._schema.type_map["DateTime"]
    one = joined(ours, theirs.graphql_schema)

    assert one.type_map["DateTime"] is strawberrys
    assert one.query_type is not None
    assert {field.type for field in one.query_type.fields.values()} == {strawberrys}


def test_enums_and_inputs_that_agree_are_one():
    @strawberry.type
    class Query:
        @strawberry.field
        def house(self, wish: Wish) -> Colour | None:
            return None

    theirs = """
        type Query { other(wish: Wish): Colour }
        enum Colour { RED BLUE }
        input Wish { colour: Colour! rooms: Int! = 1 }
    """
    one = joined(strawberry.Schema(query=Query), theirs)

    assert one.query_type is not None
    types = [str(one.query_type.fields[name].args["wish"].type) for name in ("house", "other")]
    assert types == ["Wish!", "Wish"]
    assert one.query_type.fields["other"].args["wish"].type is one.type_map["Wish"]


DISAGREE = {
    "a root field on both sides": (records(house=House), "type Query { house: Int }"),
    "a root field on both sides, alike": (
        records(colour=Colour),
        "type Query { colour: Colour } enum Colour { RED BLUE }",
    ),
    "a field of two types": (records(house=House), "type Query { o: House } type House { street: Int! }"),
    "a field that may be null on one side": (
        records(house=House),
        "type Query { o: House } type House { street: String }",
    ),
    "a field with an argument on one side": (
        records(house=House),
        "type Query { o: House } type House { street(of: Int): String! }",
    ),
    "an enum with another value": (records(colour=Colour), "type Query { o: Colour } enum Colour { RED GREEN }"),
    "an enum with one value more": (records(colour=Colour), "type Query { o: Colour } enum Colour { RED BLUE GREEN }"),
    "an object and an enum": (records(house=House), "type Query { o: House } enum House { SMALL }"),
    "an object and an interface": (
        records(house=House),
        "type Query { o: House } interface House { street: String! } type Hut implements House { street: String! }",
    ),
    "a scalar and an object": (records(at=dt.datetime), "type Query { o: DateTime } type DateTime { day: Int }"),
}


@pytest.mark.parametrize("case", DISAGREE)
def test_what_cannot_be_one_type_is_found_at_start(case: str):
    ours, theirs = DISAGREE[case]

    with pytest.raises(SchemasDisagree):
        joined(ours, theirs)


def with_argument(of: type, default: Any) -> strawberry.Schema:
    """Answer a schema whose house has rooms that take an argument."""

    def rooms(floor: Any = default) -> int:
        return 1

    rooms.__annotations__ = {"floor": of, "return": int}
    house = strawberry.type(type("House", (), {"rooms": strawberry.field(resolver=rooms)}))
    return records(house=house)


@pytest.mark.parametrize("argument", ["floor: String! = 1", "floor: Int! = 2", "floor: Int!", "floor: Int = 1"])
def test_arguments_that_differ_are_found_at_start(argument: str):
    agreed = "type Query { o: House } type House { rooms(floor: Int! = 1): Int! }"
    joined(with_argument(int, 1), agreed)

    with pytest.raises(SchemasDisagree, match=r"House\.rooms"):
        joined(
            with_argument(int, 1), agreed.replace("floor: Int! = 1", argument.replace("String! = 1", 'String! = "1"'))
        )


def test_a_type_that_lacks_what_its_interface_promises_is_found_at_start():
    theirs = "interface Node { id: ID! } type Query { o: House } type House implements Node { id: ID! }"
    one = joined(records(house=House), theirs)
    broken = build_schema(theirs)
    del broken.type_map["House"].fields["id"]  # type: ignore[attr-defined]

    assert [str(interface) for interface in one.type_map["House"].interfaces] == ["Node"]  # type: ignore[attr-defined]
    with pytest.raises(SchemasDisagree, match=r"Node\.id"):
        joined(records(house=House), broken)


# The portal's own schema ------------------------------------------------------------------------------------------


def test_the_portals_schema_has_all_of_both():
    ours = strawberry.Schema(query=Query, mutation=Mutation)._schema
    theirs = content_schema().graphql_schema
    one = schema()
    missing = {
        f"{name}.{field}"
        for side in (ours, theirs)
        for name, named in side.type_map.items()
        for field in getattr(named, "fields", {})
        if not name.startswith("__") and field not in getattr(one.type_map.get(name), "fields", {})
    }

    assert missing == set()
    assert validate_schema(one) == []


def test_built_twice_in_a_process_it_is_the_same_twice():
    first, second = build(), build()

    assert first is not second
    assert print_schema(lexicographic_sort_schema(first)) == print_schema(lexicographic_sort_schema(second))
    assert print_schema(lexicographic_sort_schema(schema())) + "\n" == sdl()


@pytest.mark.parametrize("name", ["_schema", "schema_converter", "config"])
def test_strawberry_still_has_what_the_join_takes_from_it(name: str):
    assert hasattr(strawberry.Schema(query=Query), name)


def test_no_other_module_touches_what_strawberry_keeps_to_itself():
    private = ("._schema", "_strawberry_schema", "schema_converter", "base_resolver", "wrapped_func")
    modules = [path for path in (ROOT / "graphql" / "gateway").rglob("*.py") if path.name != "join.py"]

    assert {path.name for path in modules for name in private if name in path.read_text("utf-8")} == set()


# Fast resolvers ---------------------------------------------------------------------------------------------------


@strawberry.type
class Room:
    name: str
    size: strawberry.Private[int] = 12

    @strawberry.field
    def from_self(self) -> int:
        return self.size

    @strawberry.field
    def with_info(self, info: strawberry.Info) -> str:
        return str(info.field_name)

    @strawberry.field
    def with_argument(self, times: int = 2) -> int:
        return self.size * times

    @strawberry.field
    def with_enum(self) -> Colour:
        return Colour.BLUE

    @strawberry.field(name="renamed")
    def other(self) -> str:
        return self.name


def _size(root: strawberry.Parent[Any]) -> int:
    return int(root.size)


@strawberry.type
class Flat:
    label: str
    rooms: list[Room]
    area: int = strawberry.field(resolver=_size)
    twice: int = strawberry.field(resolver=lambda root: root.size * 2)
    maybe: str | None = None


@strawberry.type(name="Query")
class Flats:
    @strawberry.field
    def flat(self) -> Flat:
        return SimpleNamespace(label="一号", rooms=[Room(name="厨房")], size=40, maybe=None)  # type: ignore[return-value]


ROOM = "name fromSelf withInfo withArgument(times: 3) a: withArgument withEnum renamed"
EVERYTHING = f"{{ flat {{ label area twice maybe rooms {{ {ROOM} }} }} }}"


def test_short_resolvers_answer_what_strawberrys_own_answer():
    own = strawberry.Schema(query=Flats).execute_sync(EVERYTHING)
    short = graphql.graphql_sync(joined(strawberry.Schema(query=Flats), "type Query { o: Int }"), EVERYTHING)

    assert (own.errors, short.errors) == (None, None)
    assert short.data == own.data


def test_only_resolvers_that_look_at_their_parent_alone_are_shortened():
    ours = strawberry.Schema(query=Flats)
    strawberrys = {name: field.resolve for name, field in ours._schema.type_map["Flat"].fields.items()}  # type: ignore[attr-defined]
    joining._shorten_resolvers(ours)
    now = {name: field.resolve for name, field in ours._schema.type_map["Flat"].fields.items()}  # type: ignore[attr-defined]

    assert {name for name in now if now[name] is not strawberrys[name]} >= {"label", "area", "maybe", "rooms"}


# Across -----------------------------------------------------------------------------------------------------------

ACROSS = """query ($id: ID!) { node(id: $id) {
    __typename
    ... on ProgrammePage { programme { id page { id } } }
    ... on CollegePage { college { id } }
    ... on SyllabusPage { course { id syllabus { id } } }
    ... on Programme { page { id programme { id } } plan { courses { id syllabus { id course { id } } } } }
    ... on Course { syllabus { id } }
} }"""


@pytest.mark.django_db
def test_programme_college_and_course_lead_to_their_pages_and_back():
    site = Site()
    page, syllabus = site.programme_page(), publish(open_syllabus_page(site.course))
    programme = to_global_id("Programme", site.scenario.programme.pk)
    course = to_global_id("Course", site.course.pk)
    programme_page, syllabus_page = to_global_id("ProgrammePage", page.pk), to_global_id("SyllabusPage", syllabus.pk)
    college_page = to_global_id("CollegePage", site.section.pk)
    found = {
        i: Visitor().query(ACROSS, id=i).data["node"] for i in (programme_page, syllabus_page, college_page, course)
    }

    assert found[programme_page]["programme"] == {"id": programme, "page": {"id": programme_page}}
    assert found[syllabus_page]["course"] == {"id": course, "syllabus": {"id": syllabus_page}}
    assert found[course] == {"__typename": "Course", "syllabus": {"id": syllabus_page}}
    assert found[college_page]["college"] == {"id": to_global_id("College", site.scenario.college.pk)}
    node = Visitor().query(ACROSS, id=programme).data["node"]
    assert node["page"] == {"id": programme_page, "programme": {"id": programme}}
    (first, *others) = node["plan"]["courses"]
    assert first == {"id": course, "syllabus": {"id": syllabus_page, "course": {"id": course}}}
    assert [other["syllabus"] for other in others] == [None] * 5


@pytest.mark.django_db
def test_behind_interfaces_stand_the_types_of_both_sides():
    site = Site()
    site.programme_page()
    ids = {
        "Programme": site.scenario.programme.pk,
        "College": site.scenario.college.pk,
        "ProgrammePage": site.scenario.programme.page.pk,
        "CollegePage": site.section.pk,
        "HomePage": site.home.pk,
    }
    text = "query ($id: ID!) { node(id: $id) { __typename id ... on Page { kind } } }"

    for name, pk in ids.items():
        node = Visitor().query(text, id=to_global_id(name, pk)).data["node"]
        assert (node["__typename"], node["id"]) == (name, to_global_id(name, pk))
        assert ("kind" in node) == name.endswith("Page")


@pytest.mark.django_db
def test_a_key_under_another_types_name_finds_nothing():
    site = Site()
    page = site.programme_page()
    text = "query ($id: ID!) { node(id: $id) { id } }"

    for name in ("StandardPage", "HomePage", "CollegePage", "SyllabusPage", "Page", "Image", "Document", "Account"):
        assert Visitor().query(text, id=to_global_id(name, page.pk)).data == {"node": None}
