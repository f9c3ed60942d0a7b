"""The one endpoint: what it takes, how it answers, and what it never does (a 5xx because of what a client sent)."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from graphql import GraphQLError

from cms.previews import PreviewEnded, preview_of
from gateway.caching import VARIES, public_answer
from gateway.context import Context
from gateway.documents import UnknownDocument, document_text, examples
from gateway.errors import shown
from gateway.execution import BadDocument, Operation, prepare, run
from gateway.json_body import NoSoundJson, sound_json
from gateway.limits import BODY_BYTES
from gateway.previews import HEADER, previewed
from gateway.signing_in import SignInRefused, account_behind
from workflows.regulation.actor import Kind

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
logger = logging.getLogger(__name__)


class BadRequest(Exception):
    """A request that is no GraphQL request, with the HTTP status to answer."""

    def __init__(self, status: int, code: str, message: str) -> None:
        """Keep what to answer."""
        self.status, self.code = status, code
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for."""

    text: str
    operation_name: str | None
    variables: dict[str, Any]


# Exempt from Django's middleware because ``account_behind`` asks the same of every request that bears a cookie;
# one without a cookie is nobody's, and needs no proof.
@method_decorator(csrf_exempt, name="dispatch")
class GraphQLView(View):
    """
    Answer GraphQL at one address.

    POST takes ``application/json``; GET takes queries only, for caches. Mutations are never by GET.
    """

    http_method_names = ["get", "post", "options"]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer a query in the address, or GraphiQL where a person looks with a browser."""
        if "query" not in request.GET and "documentId" not in request.GET:
            return self._graphiql(request)
        return self._answer(request, self._from_address)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Answer a query or a mutation in the body."""
        return self._answer(request, self._from_body)

    @cached_property
    def account(self) -> AbstractBaseUser | AnonymousUser:
        """Answer who asks; it refuses a forged request."""
        return account_behind(self.request)

    @cached_property
    def may_introspect(self) -> bool:
        """Answer whether this reader may read the schema through the graph: everyone in development, else staff."""
        allowed = settings.GRAPHQL["introspection"]
        if allowed == "staff":
            return Context(self.request, self.account).actor.kind is Kind.STAFF
        return bool(allowed == "everyone")

    def _answer(self, request: HttpRequest, read: Any) -> HttpResponse:
        try:
            self.account  # noqa: B018  it refuses a forged request
            asked = read(request)
            operation = prepare(
                asked.text, name=asked.operation_name, variables=asked.variables, may_introspect=self.may_introspect
            )
        except (BadRequest, SignInRefused) as refused:
            error = GraphQLError(str(refused), extensions={"code": refused.code})
            return self._respond(request, {"errors": [shown(error, suggestions=False)]}, refused.status)
        except BadDocument as bad:
            errors = [shown(error, suggestions=self.may_introspect) for error in bad.errors]
            return self._respond(request, {"errors": errors}, 400)
        if request.method == "GET" and operation.is_mutation:
            error = GraphQLError("Mutations are sent by POST.", extensions={"code": "METHOD_NOT_ALLOWED"})
            response = self._respond(request, {"errors": [shown(error, suggestions=False)]}, 405)
            response["Allow"] = "POST"
            return response
        if operation.is_mutation and HEADER in request.headers:
            error = GraphQLError("A preview only reads: leave its token out.", extensions={"code": "PREVIEW_READS"})
            return self._respond(request, {"errors": [shown(error, suggestions=False)]}, 400)
        return self._run(request, operation)

    def _run(self, request: HttpRequest, operation: Operation) -> HttpResponse:
        token = request.headers.get(HEADER)
        try:
            result = (
                previewed(operation, request, preview_of(token))
                if token
                else run(operation, Context(request, self.account))
            )
        except PreviewEnded:
            error = GraphQLError(
                _("This preview has ended, or never was: ask for a new link."), extensions={"code": "PREVIEW_ENDED"}
            )
            return self._respond(request, {"errors": [shown(error, suggestions=False)]}, 403)
        body: dict[str, Any] = {}
        if result.errors:
            body["errors"] = [shown(error, suggestions=self.may_introspect) for error in result.errors]
        # A request that never began to execute (a variable of the wrong type) has no data at all.
        never_began = result.data is None and bool(result.errors) and all(e.path is None for e in result.errors or ())
        if not never_began:
            body["data"] = result.data
        body["extensions"] = {"cost": operation.shape.cost}
        response = self._respond(request, body, 400 if never_began else 200)
        if request.method == "GET" and not (result.errors or token or self.account.is_authenticated):
            return public_answer(request, response)
        return response

    def _respond(self, request: HttpRequest, body: dict[str, Any], status: int) -> HttpResponse:
        """
        Answer as JSON, or as the GraphQL response type where the client asks for it.

        Plain JSON answers 200 to whatever is a GraphQL answer, as older clients expect; a request that is
        none keeps its status.
        """
        wants_graphql = GRAPHQL_RESPONSE in request.headers.get("Accept", "")
        is_graphql_answer = status == 400 and not wants_graphql and request.method == "POST"
        response = HttpResponse(
            json.dumps(body, ensure_ascii=False, separators=(",", ":")),
            content_type=f"{GRAPHQL_RESPONSE if wants_graphql else JSON}; charset=utf-8",
            status=200 if is_graphql_answer and _is_about_the_document(body) else status,
        )
        response["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, VARIES)
        return response

    def _from_body(self, request: HttpRequest) -> Asked:
        if request.content_type not in {JSON, GRAPHQL_RESPONSE}:
            raise BadRequest(415, "UNSUPPORTED_MEDIA_TYPE", "Send application/json.")
        length = request.headers.get("Content-Length") or "0"
        if not (length.isascii() and length.isdecimal() and len(length) < 10 and int(length) <= BODY_BYTES):
            raise BadRequest(413, "BODY_LIMIT", f"A request has at most {BODY_BYTES} bytes.")
        return _asked(_parsed(request.body))

    def _from_address(self, request: HttpRequest) -> Asked:
        given: dict[str, Any] = {name: request.GET.get(name) for name in ("query", "documentId", "operationName")}
        given["variables"] = _parsed((request.GET.get("variables") or "{}").encode())
        return _asked(given)

    def _graphiql(self, request: HttpRequest) -> HttpResponse:
        if not self.may_introspect:
            return JsonResponse(
                {"errors": [{"message": "Send a query by POST.", "extensions": {"code": "NO_QUERY"}}]}, status=400
            )
        return render(request, "gateway/graphiql.html", {"examples": examples()})


def _is_about_the_document(body: dict[str, Any]) -> bool:
    codes = {error["extensions"]["code"] for error in body.get("errors", ())}
    return not codes & {"BAD_JSON", "BAD_REQUEST", "BODY_LIMIT", "UNSUPPORTED_MEDIA_TYPE"}


def _parsed(body: bytes) -> Any:
    try:
        return sound_json(body)
    except NoSoundJson as error:
        raise BadRequest(400, "BAD_JSON", str(error)) from error


def _asked(payload: Any) -> Asked:
    if not isinstance(payload, dict):
        raise BadRequest(400, "BAD_REQUEST", "Send one object with query or documentId; batches are not taken.")
    variables, name = payload.get("variables"), payload.get("operationName") or None
    variables = {} if variables is None else variables
    if not isinstance(variables, dict) or not isinstance(name, str | None):
        raise BadRequest(400, "BAD_REQUEST", "variables is an object, operationName a string.")
    try:
        text = document_text(payload.get("query"), payload.get("documentId"))
    except UnknownDocument as unknown:
        raise BadRequest(400, unknown.code, str(unknown)) from unknown
    return Asked(text, name, variables)
