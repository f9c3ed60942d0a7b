"""The contract: every name has its words, the house's conventions hold, and every step has its one mutation."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLUnionType,
    OperationDefinitionNode,
    get_named_type,
    is_introspection_type,
    is_list_type,
    is_specified_directive,
    is_specified_scalar_type,
    parse,
    validate,
)

from gateway.documents import EXAMPLES, FOLDER, manifest
from gateway.records.deeds import BEGINNINGS, MUTATIONS, PARTS, REVISIONS
from gateway.schema import schema, sdl
from tests.gateway.asking import document_named, document_names
from workflows.models import RECORDS, Notification
from workflows.selectors.judging import Step, steps_of

ROOT = Path(__file__).resolve().parents[2]
ROOTS = {"Query", "Mutation"}
REFUSALS = {"ValidationFailed", "StepNotAllowed", "NotPermitted", "VersionConflict", "NotFound"}
DEEDS_THAT_ARE_NO_STEPS = {
    *PARTS.values(),
    *BEGINNINGS.values(),
    *REVISIONS.values(),
    "askForWaiver",
    "markNotificationRead",
}
STEPS_OF_THE_PORTAL = {("Application", "lapse"), ("Programme", "establish")}
"""Steps that nobody takes by hand: the portal's own account does, because of another."""
BOUNDED = {
    "Breadcrumb", "Page", "Block", "CallToActionBlock", "Light", "Criterion", "Score", "ObjectiveBlock", "UnitBlock", "AssessmentBlock",
    "ReadingBlock", "MenuItem", "Alternate", "ImageSource", "TextPiece", "SearchFacet", "College", "Article", "Clause",
    "Course", "Requirement", "Intake", "Waiver", "Proposal", "AnnualReview", "YearFigure", "Consent", "Review", "ReviewLink", "Opinion", "StaffMember", "ConstructionStep", "Comment", "Submission", "PageAsSubmitted", "PageWords", "Difference", "FieldDifference", "ToDoList", "Step", "Finding", "LogEntry", "FieldError", "Office",
    "QuestionItem", "CareerItem", "PartnerItem", "GalleryItem", "LinkItem", "StepItem", "String", "Int",
}  # fmt: skip
"""What is listed whole: the parts of one page, one plan, one record or one answer, and the school's dozen colleges."""


def types() -> dict[str, GraphQLNamedType]:
    """Answer the types that are the portal's own, by their names."""
    own = schema().type_map.items()
    return {n: t for n, t in own if not is_introspection_type(t) and not is_specified_scalar_type(t)}


def output_types() -> dict[str, GraphQLObjectType | GraphQLInterfaceType]:
    """Answer the types that have fields which are answered."""
    return {n: t for n, t in types().items() if isinstance(t, GraphQLObjectType | GraphQLInterfaceType)}


def output_fields() -> Iterator[tuple[str, str, Any]]:
    """Answer every field that is answered, with its type's name and its own."""
    for type_name, named in output_types().items():
        for name, field in named.fields.items():
            yield type_name, name, field


def arguments() -> Iterator[tuple[str, Any]]:
    """Answer every argument, with its whole name."""
    for type_name, name, field in output_fields():
        for argument_name, argument in field.args.items():
            yield f"{type_name}.{name}({argument_name})", argument


def input_fields() -> Iterator[tuple[str, Any]]:
    """Answer every field of an input, with its whole name."""
    for type_name, named in types().items():
        if isinstance(named, GraphQLInputObjectType):
            for name, field in named.fields.items():
                yield f"{type_name}.{name}", field


def described() -> Iterator[tuple[str, str]]:
    """Answer everything that needs a description, with the one that it has."""
    for name, named in types().items():
        if not isinstance(named, GraphQLScalarType) and name not in ROOTS:
            yield name, named.description or ""
        if isinstance(named, GraphQLEnumType):
            for value_name, value in named.values.items():
                yield f"{name}.{value_name}", value.description or ""
    for type_name, name, field in output_fields():
        yield f"{type_name}.{name}", field.description or ""
    for whole_name, given in (*arguments(), *input_fields()):
        yield whole_name, given.description or ""


# Words ------------------------------------------------------------------------------------------------------------


def test_everything_says_what_it_is_and_since_when():
    silent = [name for name, words in described() if not re.search(r"\w.+ Since \d+\.\d+\.$", words, re.DOTALL)]

    assert silent == []


def test_scalars_say_what_they_are():
    assert [name for name, t in types().items() if isinstance(t, GraphQLScalarType) and not t.description] == []


def test_directives_are_the_specified_ones():
    assert [d.name for d in schema().directives if not is_specified_directive(d)] == []


def test_the_sdl_in_the_repository_is_the_schema():
    assert (FOLDER.parent / "schema.graphql").read_text("utf-8") == sdl()


# Names ------------------------------------------------------------------------------------------------------------


def test_types_are_nouns_and_fields_are_camel_case():
    suffixes = re.compile("(Type|Object|ObjectType|Node|Payload|Enum|Interface|Schema)$")
    names = [name for _, name, _ in output_fields()] + [name.rpartition(".")[2] for name, _ in input_fields()]

    assert [n for n in types() if not re.fullmatch("[A-Z][A-Za-z0-9]*", n)] == []
    assert [name for name in types() if suffixes.search(name) and name != "Node"] == []
    assert [name for name in names if not re.fullmatch("[a-z][A-Za-z0-9]*", name)] == []


def test_pages_and_blocks_say_so():
    for name in ("Page", "Block"):
        interface = schema().type_map[name]
        assert isinstance(interface, GraphQLInterfaceType)
        ending = {t.name for t in schema().get_possible_types(interface)}
        assert ending == {n for n, t in types().items() if isinstance(t, GraphQLObjectType) and n.endswith(name)}


def test_values_of_enums_are_screaming_snake():
    values = [value for t in types().values() if isinstance(t, GraphQLEnumType) for value in t.values]

    assert [value for value in values if not re.fullmatch("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", value)] == []


def test_what_is_true_or_false_is_asked_as_a_question_and_always_answered():
    asked = re.compile("^(is|has|can|needs)[A-Z]")
    truths = {f"{t}.{n}": f for t, n, f in output_fields() if get_named_type(f.type).name == "Boolean"}

    assert [name for name in truths if not asked.match(name.partition(".")[2])] == []
    assert [name for name, field in truths.items() if not isinstance(field.type, GraphQLNonNull)] == []
    assert [
        f"{t}.{n}" for t, n, _ in output_fields() if re.match("^(is|has|can)[A-Z]", n) and f"{t}.{n}" not in truths
    ] == []


def test_instants_and_days_are_named_by_what_they_are():
    wrong = [
        f"{type_name}.{name}: {field.type}"
        for type_name, name, field in output_fields()
        for ending, kind in (("At", "DateTime"), ("On", "Date"))
        if (name.endswith(ending) or name == ending.lower()) != (get_named_type(field.type).name == kind)
    ]

    assert [name for name in wrong if name != "Rulebook.effectiveFrom: Date!"] == []


def test_references_are_objects_and_ids_are_ids():
    fields = [(f"{t}.{n}", n, str(f.type)) for t, n, f in output_fields()]

    assert [whole for whole, name, _ in fields if re.search("(Id|Ids|Pk)$", name)] == []
    assert {kind for _, name, kind in fields if name == "id"} == {"ID!"}
    assert {name for _, name, kind in fields if "ID" in kind.strip("[]!").split()} == {"id"}


def test_money_and_credits_are_exact():
    assert [f"{t}.{n}" for t, n, f in output_fields() if get_named_type(f.type).name == "Float"] == [
        "FocalPoint.x",
        "FocalPoint.y",
    ]
    assert [(n, str(f.type)) for t, n, f in output_fields() if re.search("(?i)credits|amount", n)] != []
    assert {str(f.type) for t, n, f in output_fields() if re.search("(?i)credits|amount", n)} == {"String!"}


# Lists ------------------------------------------------------------------------------------------------------------


def test_every_connection_has_one_shape():
    connections = {n: t for n, t in output_types().items() if n.endswith("Connection")}
    for name, named in connections.items():
        shape = {n: str(f.type) for n, f in named.fields.items() if n != "facets"}
        edge, node = shape["edges"].strip("[]!"), shape["nodes"].strip("[]!")
        assert shape == {"nodes": f"[{node}!]!", "edges": f"[{edge}!]!", "pageInfo": "PageInfo!", "totalCount": "Int!"}
        assert {n: str(f.type) for n, f in output_types()[edge].fields.items()} == {
            "node": f"{node}!",
            "cursor": "String!",
        }
        assert name in {f"{node}Connection", f"{node}Connection".replace("Hit", "").replace("Entry", "")}

    kinds = ("Application", "Page", "Programme", "Search", "Sitemap", "ToDoItem", "Notification")
    assert set(connections) == {f"{kind}Connection" for kind in kinds}


def test_every_connection_is_paged_and_nothing_else_is():
    for type_name, name, field in output_fields():
        is_connection = get_named_type(field.type).name.endswith("Connection")
        paging = {n: str(a.type) for n, a in field.args.items() if n in {"first", "after", "last", "before", "offset"}}
        assert paging == ({"first": "Int!", "after": "String"} if is_connection else {}), f"{type_name}.{name}"
        if is_connection:
            assert (field.args["first"].default_value, str(field.type)[-1]) == (20, "!")


def test_what_is_listed_whole_is_bounded():
    whole = {
        f"{type_name}.{name}": get_named_type(field.type).name
        for type_name, name, field in output_fields()
        if is_list_type(getattr(field.type, "of_type", field.type)) and not type_name.endswith("Connection")
    }

    assert {name: of for name, of in whole.items() if of not in BOUNDED} == {}
    assert [f"{t}.{n}" for t, n, f in output_fields() if "[" in str(f.type) and not str(f.type).endswith("!]!")] == []


def test_orders_are_enums_with_a_direction():
    orders = {name: argument for name, argument in arguments() if name.endswith("(orderBy)")}
    values = {get_named_type(a.type).name: sorted(get_named_type(a.type).values) for a in orders.values()}

    assert values == {
        "PageOrder": ["CREATED_DESC", "TITLE_ASC", "TREE_ASC"],
        "ProgrammeOrder": ["CREATED_AT_DESC", "TITLE_ASC"],
    }


# Mutations --------------------------------------------------------------------------------------------------------


def mutations() -> dict[str, Any]:
    """Answer every mutation by its name."""
    root = schema().mutation_type
    assert root is not None
    return dict(root.fields)


def test_every_mutation_has_one_input_and_says_whose_duty_it_is():
    shapes = {name: {n: str(a.type) for n, a in field.args.items()} for name, field in mutations().items()}

    assert {
        name: args for name, args in shapes.items() if [*args] != ["input"] or not args["input"].endswith("Input!")
    } == {}
    assert [name for name, field in mutations().items() if " For " not in field.description] == []


def test_every_mutation_answers_its_record_or_one_of_the_same_refusals():
    records = {model.__name__ for model in (*RECORDS, Notification)}
    for name, field in mutations().items():
        union = get_named_type(field.type)
        assert isinstance(union, GraphQLUnionType)
        (record,) = {member.name for member in union.types} - REFUSALS
        assert (union.name.lower(), record in records) == (f"{name}result".lower(), True)
        assert {member.name for member in union.types} == {record, *REFUSALS}
        assert isinstance(field.type, GraphQLNonNull)


def test_every_refusal_is_a_user_error():
    error = schema().type_map["UserError"]
    assert isinstance(error, GraphQLInterfaceType)

    assert {t.name for t in schema().get_possible_types(error)} == REFUSALS
    assert {n: str(f.type) for n, f in error.fields.items()} == {"code": "String!", "message": "String!"}


def test_every_step_has_exactly_one_mutation():
    steps = {(model, step) for model in RECORDS for step in steps_of(model)}
    by_hand = {(m, s) for m, s in steps if (m.__name__, s) not in STEPS_OF_THE_PORTAL}

    assert set(MUTATIONS) == by_hand
    assert {*MUTATIONS.values(), *DEEDS_THAT_ARE_NO_STEPS} == set(mutations())
    assert len(set(MUTATIONS.values())) == len(MUTATIONS)


def form_of(step: Step) -> dict[str, Any]:
    """Answer the inputs that a step declares besides the common ones."""
    form = step.manner.inputs
    together = [name] if (name := getattr(form, "together", "")) else []  # what the edition names is given as a list
    return {**form.base_fields, **dict.fromkeys(together)} if form else {}


@pytest.mark.parametrize(("model", "step"), MUTATIONS, ids=str)
def test_a_mutation_says_what_its_step_says_and_takes_what_its_form_takes(model: Any, step: str):
    mutation = mutations()[MUTATIONS[model, step]]
    given = get_named_type(mutation.args["input"].type)
    assert isinstance(given, GraphQLInputObjectType)
    extra = {
        name: field
        for name, field in given.fields.items()
        if name not in {"id", "expectedVersion", "idempotencyKey", "reason"}
    }
    declared = form_of(steps_of(model)[step])

    assert mutation.description.startswith(getattr(model, step).__doc__.strip().partition("\n")[0])
    assert sorted(extra) == sorted(re.sub("_(.)", lambda m: m[1].upper(), name) for name in declared)
    assert {n: str(f.type) for n, f in given.fields.items() if n not in extra} == {
        "id": "ID!",
        "expectedVersion": "Int",
        "idempotencyKey": "String",
        "reason": "String",
    }


# Documents --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", document_names())
def test_a_document_is_valid_and_has_one_operation_named_as_its_file(name: str):
    document = parse(document_named(name))
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]

    assert validate(schema(), document) == []
    assert [node.name and node.name.value for node in operations] == ["".join(w.title() for w in name.split("_"))]
    assert document_named(name).startswith("# ")


def test_every_mutation_has_its_document():
    named = {"".join([first, *map(str.title, rest)]) for first, *rest in (name.split("_") for name in document_names())}

    assert set(mutations()) - named == set()


def test_every_document_is_run_by_a_test_or_by_the_tour():
    """Those of deeds all are, by `test_every_step`, `test_every_draft` and `test_waivers`."""
    sources = [
        p.read_text("utf-8")
        for folder in ("tests", "backend/tour")
        for p in (ROOT / folder).rglob("*.py")
        if p != Path(__file__)
    ]
    by_hand = [path.stem for path in FOLDER.glob("*.graphql")]
    unused = [name for name in by_hand if not any(f'"{name}"' in source for source in sources)]

    assert unused == []


def test_the_manifest_knows_each_document_by_the_sha256_of_its_bytes():
    files = [*FOLDER.rglob("*.graphql")]

    assert dict(manifest()) == {hashlib.sha256(f.read_bytes()).hexdigest(): f.read_text("utf-8") for f in files}
    assert set(EXAMPLES) <= set(document_names())
