"""What production is told from outside: all of it is read and judged at once, before anything starts."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from backend.database import STATEMENT_TIMEOUT, database_settings

KEY_LENGTH = 50
"""Characters: what Django's own check asks of a key."""
KNOWN_KEYS = ("for development and the demo only", "django-insecure-")
"""How keys begin that anybody can read in a repository."""
BLOCKING_THREADS = 4
"""Requests at a time in one process of the server; each holds a connection to the database."""
MAIL_SCHEMES = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
"""With STARTTLS, with TLS from the first byte, and without: each with its usual port."""
NEW_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(64))'"
_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*|\[[0-9a-f:]+\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Where mail is handed in."""

    host: str
    port: int
    scheme: str
    user: str = field(repr=False)
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What production was told, and may rely on."""

    secret_key: str = field(repr=False)
    old_secret_keys: list[str] = field(repr=False)
    database: dict[str, Any] = field(repr=False)
    redis_url: str = field(repr=False)
    hosts: list[str]
    base_url: str
    frontend_url: str
    trusted_proxies: int
    mail: Mail
    mail_domain: str
    mail_from: str
    state_dir: Path


class Environment:
    """Reads variables, and gathers what is wrong with them instead of stopping at the first."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.problems: list[str] = []

    def text(self, name: str, *, needed_for: str = "", otherwise: str = "") -> str:
        """Answer the variable, or the content of the file that NAME_FILE names: a secret need not be a variable.

        A variable that is needed and missing is a problem; an empty one counts as missing.
        """
        value, file = self._variables.get(name, "").strip(), self._variables.get(f"{name}_FILE", "").strip()
        if value and file:
            self.problem(name, f"is given twice: remove either {name} or {name}_FILE")
        elif file:
            try:
                value = Path(file).read_text("utf-8").strip()
            except (OSError, UnicodeDecodeError) as error:
                self.problem(f"{name}_FILE", f"cannot be read ({type(error).__name__}): name a readable file of text")
                return otherwise
        if not value and needed_for:
            self.problem(name, f"is missing: {needed_for}. {name}_FILE may name a file that holds it")
        return value or otherwise

    def number(self, name: str, *, otherwise: int, at_least: int) -> int:
        """Answer the variable as a whole number."""
        value = self.text(name, otherwise=str(otherwise))
        if re.fullmatch("[0-9]{1,9}", value) is None or int(value) < at_least:
            self.problem(name, f"is no whole number from {at_least} on: set one, or leave it out for {otherwise}")
            return otherwise
        return int(value)

    def problem(self, name: str, flaw_and_remedy: str) -> None:
        """Note what is wrong with a variable, without quoting it: it may be a secret."""
        self.problems.append(f"{name} {flaw_and_remedy}.")


def given(variables: Mapping[str, str]) -> Given:
    """
    Answer what the environment says.

    :raises ImproperlyConfigured: names every problem and its remedy
    """
    environment = Environment(variables)
    if environment.text("DEBUG"):
        environment.problem("DEBUG", "is set, and production never debugs: remove it from the environment")
    hosts = _hosts(environment)
    base_url = _base_url(environment, hosts)
    mail_domain = _mail_domain(environment)
    found: dict[str, Any] = {
        "secret_key": _secret_key(environment),
        "old_secret_keys": _old_secret_keys(environment),
        "database": _database(environment),
        "redis_url": _redis_url(environment),
        "hosts": hosts,
        "base_url": base_url,
        "frontend_url": _https_address(environment, "PORTAL_FRONTEND_URL", environment.text("PORTAL_FRONTEND_URL")),
        "trusted_proxies": environment.number("PORTAL_TRUSTED_PROXY", otherwise=0, at_least=0),
        "mail": _mail(environment),
        "mail_domain": mail_domain,
        "mail_from": environment.text("DEFAULT_FROM_EMAIL", otherwise=f"portal@{mail_domain}"),
        "state_dir": _state_dir(environment),
    }
    if environment.problems:
        listed = "\n".join(f"  - {problem}" for problem in environment.problems)
        raise ImproperlyConfigured(f"Production refuses to start:\n{listed}\ndocs/operating.md has the whole table.")
    return Given(**found)


def _secret_key(environment: Environment) -> str:
    key = environment.text("SECRET_KEY", needed_for=f"{KEY_LENGTH} random characters or more: {NEW_KEY}")
    if key:
        _judge_key(environment, "SECRET_KEY", key)
    return key


def _old_secret_keys(environment: Environment) -> list[str]:
    """Answer the keys that still open what they have signed, newest first: rotation needs both for a while."""
    keys = environment.text("SECRET_KEY_FALLBACKS").split()
    for key in keys:
        _judge_key(environment, "SECRET_KEY_FALLBACKS", key)
    return keys


def _judge_key(environment: Environment, name: str, key: str) -> None:
    if key.startswith(KNOWN_KEYS):
        environment.problem(name, f"is one that anybody can read in a repository: make your own with {NEW_KEY}")
    elif len(key) < KEY_LENGTH or len(set(key)) < 10:
        environment.problem(name, f"is too short or too regular, {KEY_LENGTH} random characters: {NEW_KEY}")


def _database(environment: Environment) -> dict[str, Any]:
    """Answer DATABASES' entry, with a pool in each process in place of connections that live as long as a thread."""
    url = environment.text("DATABASE_URL", needed_for="postgresql://user:password@host:5432/name")
    timeout = environment.number("PORTAL_STATEMENT_TIMEOUT", otherwise=STATEMENT_TIMEOUT, at_least=0)
    threads = environment.number("GRANIAN_BLOCKING_THREADS", otherwise=BLOCKING_THREADS, at_least=1)
    if not url:
        return {}
    try:
        entry = database_settings(url, statement_timeout=timeout)
    except ImproperlyConfigured as refused:
        environment.problems.append(str(refused))
        return {}
    # Where the database is away, a request waits this many seconds for it before it is told so.
    entry["OPTIONS"]["pool"] = {"min_size": 1, "max_size": threads, "timeout": 5}
    return entry | {"CONN_HEALTH_CHECKS": True}


def _redis_url(environment: Environment) -> str:
    example = "redis://:password@host:6379/0"
    url = environment.text("REDIS_URL", needed_for=f"{example}: all processes share one cache and count sign-ins there")
    if url and not url.startswith(("redis://", "rediss://", "unix://")):
        environment.problem("REDIS_URL", f"is no address of Redis: {example}, or rediss:// for TLS")
    return url


def _hosts(environment: Environment) -> list[str]:
    needed_for = "the host names that the portal answers to, with commas"
    value = environment.text("ALLOWED_HOSTS", needed_for=needed_for)
    hosts = [host.strip().lower() for host in value.split(",") if host.strip()]
    if value and not hosts:
        environment.problem("ALLOWED_HOSTS", f"names none: {needed_for}")
    for host in hosts:
        if host.startswith((".", "*")):
            environment.problem("ALLOWED_HOSTS", f"has the wildcard {host}: name each host in full")
        elif _HOST.fullmatch(host) is None:
            environment.problem("ALLOWED_HOSTS", f"has {host!r}, no host name: without scheme, port and path")
    return hosts


def _base_url(environment: Environment, hosts: list[str]) -> str:
    url = environment.text("PORTAL_BASE_URL", needed_for="the portal's public address, https://portal.example.edu.cn")
    url = _https_address(environment, "PORTAL_BASE_URL", url)
    if url and hosts and urlsplit(url).hostname not in {host.strip("[]") for host in hosts}:
        environment.problem("PORTAL_BASE_URL", "is of a host that is not in ALLOWED_HOSTS: add it there")
    return url


def _https_address(environment: Environment, name: str, url: str) -> str:
    """Answer an address of our own without a slash at its end; the empty one stays empty."""
    if not url:
        return ""
    parts = _split(url)
    if parts is None or not parts.hostname or parts.username or parts.path.strip("/") or parts.query or parts.fragment:
        environment.problem(name, "is no plain address: https://host, without user, path and query")
        return ""
    if parts.scheme != "https":
        environment.problem(name, "is not https, and neither passwords nor cookies go over anything else: use https://")
        return ""
    return f"https://{parts.netloc.lower()}"


def _mail(environment: Environment) -> Mail:
    forms = "smtp://user:password@host:587 (STARTTLS), smtps://user:password@host:465 or smtp+plain://relay:25"
    url = environment.text("EMAIL_URL", needed_for=forms)
    parts = _split(url)
    nowhere = Mail(host="", port=0, scheme="", user="", password="")
    if not url:
        return nowhere
    if parts is None or parts.scheme not in MAIL_SCHEMES or not parts.hostname:
        environment.problem("EMAIL_URL", f"cannot be read: {forms}, special characters percent-encoded")
        return nowhere
    if parts.scheme == "smtp+plain" and (parts.username or parts.password):
        environment.problem("EMAIL_URL", "would send a password in the clear: use smtp:// or smtps://")
    return Mail(
        host=parts.hostname,
        port=parts.port or MAIL_SCHEMES[parts.scheme],
        scheme=parts.scheme,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _mail_domain(environment: Environment) -> str:
    domain = environment.text("SCHOOL_MAIL_DOMAIN", needed_for="the domain of the school's mailboxes").lower()
    if domain and (_HOST.fullmatch(domain) is None or ".example." in f".{domain}."):
        environment.problem("SCHOOL_MAIL_DOMAIN", "is no domain of a school: letters to students would go astray there")
    return domain


def _state_dir(environment: Environment) -> Path:
    value = environment.text("PORTAL_STATE_DIR", needed_for="the folder of uploaded files, a volume that is backed up")
    folder = Path(value)
    if value and not (folder.is_absolute() and folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        environment.problem("PORTAL_STATE_DIR", "is no absolute path of a folder that this user can write to: make one")
    return folder


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _ = parts.port  # is judged only when it is asked for
    except ValueError:
        return None
    return parts
