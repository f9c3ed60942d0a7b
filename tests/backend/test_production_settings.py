"""Production starts when everything is right, refuses to start when anything is not, and says all of it at once."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from backend.postgres.folders import CHECKOUT
from backend.settings import development
from backend.settings.environment import given

KEY = "abcdefghijklmnopqrstuvwxyz-0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SHOWN = (
    "DEBUG",
    "DEMO",
    "ALLOWED_HOSTS",
    "CSRF_COOKIE_SECURE",
    "CSRF_TRUSTED_ORIGINS",
    "EMAIL_HOST",
    "EMAIL_PORT",
    "EMAIL_USE_SSL",
    "EMAIL_USE_TLS",
    "GRAPHQL",
    "INSTALLED_APPS",
    "OUTBOX_INLINE",
    "SECOND_FACTOR_FOR_OFFICES",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SECURE",
    "X_FRAME_OPTIONS",
)
SHOW = f"""
import json
from backend.settings import production
print(json.dumps({{name: getattr(production, name) for name in {SHOWN}}}))
"""


@pytest.fixture
def safe(tmp_path: Path) -> dict[str, str]:
    """Answer an environment in which production starts."""
    return {
        "SECRET_KEY": KEY,
        "DATABASE_URL": "postgresql://portal:s3cret@127.0.0.1:1/portal",
        "REDIS_URL": "redis://:s3cret@127.0.0.1:1/0",
        "ALLOWED_HOSTS": "portal.school.test, portal2.school.test",
        "PORTAL_BASE_URL": "https://portal.school.test/",
        "EMAIL_URL": "smtp://portal:p%40ss@mail.school.test",
        "SCHOOL_MAIL_DOMAIN": "school.test",
        "PORTAL_STATE_DIR": str(tmp_path),
    }


def run(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python with nothing in its environment but this."""
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": f"{CHECKOUT}:{CHECKOUT / 'graphql'}"}
    settings = {"DJANGO_SETTINGS_MODULE": "backend.settings.production"}
    return subprocess.run(
        [sys.executable, *words],
        cwd=CHECKOUT,
        env=own | settings | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def problems(environment: dict[str, str]) -> list[str]:
    """Answer what production has against an environment."""
    with pytest.raises(ImproperlyConfigured) as refusal:
        given(environment)
    return [line[4:] for line in str(refusal.value).splitlines() if line.startswith("  - ")]


def started(environment: dict[str, str]) -> dict[str, Any]:
    """Answer some of the settings of a production that started."""
    done = run(environment, "-c", SHOW)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_an_empty_environment_is_refused_with_every_remedy_at_once() -> None:
    refused = run({}, "-c", "import backend.settings.production")
    assert refused.returncode == 1
    assert "ImproperlyConfigured: Production refuses to start:" in refused.stderr
    named = [line.split()[1] for line in refused.stderr.splitlines() if line.startswith("  - ")]
    assert sorted(named) == [
        "ALLOWED_HOSTS",
        "DATABASE_URL",
        "EMAIL_URL",
        "PORTAL_BASE_URL",
        "PORTAL_STATE_DIR",
        "REDIS_URL",
        "SCHOOL_MAIL_DOMAIN",
        "SECRET_KEY",
    ]


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("DEBUG", "1", "remove it"),
        ("DEBUG", "false", "remove it"),
        ("SECRET_KEY", "", "50 random characters or more: python3 -c"),
        ("SECRET_KEY", "short", "50 random characters: python3 -c"),
        ("SECRET_KEY", "a" * 64, "50 random characters: python3 -c"),
        ("SECRET_KEY", development.SECRET_KEY, "make your own with python3 -c"),
        ("SECRET_KEY", development.SECRET_KEY + KEY, "make your own with python3 -c"),
        ("SECRET_KEY", "django-insecure-" + KEY, "make your own with python3 -c"),
        ("SECRET_KEY_FALLBACKS", "short", "50 random characters: python3 -c"),
        ("DATABASE_URL", "", "postgresql://user:password@host:5432/name"),
        ("DATABASE_URL", "sqlite:///db.sqlite3", "must be a PostgreSQL address"),
        ("DATABASE_URL", "postgresql://portal:s3cret@host", "names no database"),
        ("REDIS_URL", "", "redis://:password@host:6379/0"),
        ("REDIS_URL", "memcached://host", "redis://:password@host:6379/0"),
        ("ALLOWED_HOSTS", " , ", "the host names that the portal answers to"),
        ("ALLOWED_HOSTS", "portal.school.test,*", "name each host in full"),
        ("ALLOWED_HOSTS", "portal.school.test,.school.test", "name each host in full"),
        ("ALLOWED_HOSTS", "portal.school.test,*.school.test", "name each host in full"),
        ("ALLOWED_HOSTS", "portal.school.test,https://portal.school.test", "without scheme, port and path"),
        ("PORTAL_BASE_URL", "", "https://portal.example.edu.cn"),
        ("PORTAL_BASE_URL", "http://portal.school.test", "use https://"),
        ("PORTAL_BASE_URL", "http://127.0.0.1:8000", "use https://"),
        ("PORTAL_BASE_URL", "https://other.school.test", "add it there"),
        ("PORTAL_BASE_URL", "https://portal.school.test/portal", "without user, path and query"),
        ("PORTAL_BASE_URL", "https://me:s3cret@portal.school.test", "without user, path and query"),
        ("PORTAL_BASE_URL", "https://portal.school.test:x", "without user, path and query"),
        ("PORTAL_FRONTEND_URL", "http://www.school.test", "use https://"),
        ("PORTAL_TRUSTED_PROXY", "yes", "whole number"),
        ("PORTAL_STATEMENT_TIMEOUT", "-1", "whole number"),
        ("GRANIAN_BLOCKING_THREADS", "0", "whole number"),
        ("EMAIL_URL", "", "smtp://user:password@host:587"),
        ("EMAIL_URL", "mail.school.test:25", "smtp://user:password@host:587"),
        ("EMAIL_URL", "smtp://mail.school.test:x", "smtp://user:password@host:587"),
        ("EMAIL_URL", "smtp+plain://me:s3cret@mail.school.test", "use smtp:// or smtps://"),
        ("SCHOOL_MAIL_DOMAIN", "", "the domain of the school's mailboxes"),
        ("SCHOOL_MAIL_DOMAIN", "mail.example.edu.cn", "go astray"),
        ("SCHOOL_MAIL_DOMAIN", "portal@school.test", "go astray"),
        ("PORTAL_STATE_DIR", "", "a volume that is backed up"),
        ("PORTAL_STATE_DIR", "relative", "make one"),
        ("PORTAL_STATE_DIR", "/nowhere/at/all", "make one"),
    ],
)
def test_each_unsafe_value_is_refused_with_its_remedy(safe: dict[str, str], name: str, value: str, remedy: str) -> None:
    found = problems(safe | {name: value})
    assert [(name in problem, remedy in problem) for problem in found] == [(True, True)], found
    assert "s3cret" not in "".join(found)


def test_a_folder_that_cannot_be_written_to_is_refused(safe: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write everywhere
    assert [problem.split()[0] for problem in problems(safe)] == ["PORTAL_STATE_DIR"]


def test_several_faults_are_told_together(safe: dict[str, str]) -> None:
    found = problems(safe | {"DEBUG": "1", "ALLOWED_HOSTS": "*", "DATABASE_URL": "mysql://x", "EMAIL_URL": ""})
    assert [problem.split()[0] for problem in found] == [
        "DEBUG",
        "ALLOWED_HOSTS",
        "PORTAL_BASE_URL",
        "DATABASE_URL",
        "EMAIL_URL",
    ]


def test_a_secret_may_be_a_file(safe: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    told = given({**safe, "SECRET_KEY": "", "SECRET_KEY_FILE": str(tmp_path / "key")})
    assert told.secret_key == KEY


def test_a_secret_given_twice_or_in_a_file_that_is_not_there_is_refused(safe: dict[str, str]) -> None:
    assert problems(safe | {"SECRET_KEY_FILE": "/nowhere"}) == [
        "SECRET_KEY is given twice: remove either SECRET_KEY or SECRET_KEY_FILE."
    ]
    assert problems({**safe, "SECRET_KEY": "", "SECRET_KEY_FILE": "/nowhere"}) == [
        "SECRET_KEY_FILE cannot be read (FileNotFoundError): name a readable file of text."
    ]


def test_keys_are_rotated_with_the_old_ones_still_known(safe: dict[str, str]) -> None:
    assert given(safe | {"SECRET_KEY_FALLBACKS": f"{KEY[::-1]}\n{KEY[1:]}"}).old_secret_keys == [KEY[::-1], KEY[1:]]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://portal:p%40ss@mail.school.test", ("smtp", "mail.school.test", 587, "portal", "p@ss")),
        ("smtps://mail.school.test:4465", ("smtps", "mail.school.test", 4465, "", "")),
        ("smtp+plain://127.0.0.1", ("smtp+plain", "127.0.0.1", 25, "", "")),
    ],
)
def test_mail_is_handed_in_as_its_address_says(safe: dict[str, str], url: str, expected: tuple[object, ...]) -> None:
    mail = given(safe | {"EMAIL_URL": url}).mail
    assert (mail.scheme, mail.host, mail.port, mail.user, mail.password) == expected


def test_the_pool_has_a_connection_for_each_thread_and_statements_a_limit(safe: dict[str, str]) -> None:
    entry = given(safe | {"GRANIAN_BLOCKING_THREADS": "7", "PORTAL_STATEMENT_TIMEOUT": "2500"}).database
    assert (entry["OPTIONS"]["pool"]["max_size"], entry["CONN_HEALTH_CHECKS"]) == (7, True)
    assert entry["OPTIONS"]["options"] == "-c statement_timeout=2500"
    assert "CONN_MAX_AGE" not in entry, "Django refuses a pool of connections that also persist"


def test_secrets_are_not_shown_with_what_was_given(safe: dict[str, str]) -> None:
    shown = repr(given(safe))
    assert [word for word in (KEY, "s3cret", "p@ss") if word in shown] == []


def test_a_safe_environment_starts_with_everything_secure(safe: dict[str, str]) -> None:
    settings = started(safe)
    apps = settings.pop("INSTALLED_APPS")
    assert [name for name in apps if name.startswith("backend")] == ["backend"], (
        "neither rehearsal nor anything like it"
    )
    assert settings.pop("GRAPHQL")["introspection"] == "staff"
    assert settings == {
        "DEBUG": False,
        "DEMO": False,
        "ALLOWED_HOSTS": ["portal.school.test", "portal2.school.test"],
        "CSRF_COOKIE_SECURE": True,
        "CSRF_TRUSTED_ORIGINS": ["https://portal.school.test"],
        "EMAIL_HOST": "mail.school.test",
        "EMAIL_PORT": 587,
        "EMAIL_USE_SSL": False,
        "EMAIL_USE_TLS": True,
        "OUTBOX_INLINE": False,
        "SECOND_FACTOR_FOR_OFFICES": True,
        "SECURE_PROXY_SSL_HEADER": None,
        "SECURE_SSL_REDIRECT": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": True,
        "X_FRAME_OPTIONS": "SAMEORIGIN",
    }


def test_a_proxy_is_believed_only_where_it_is_vouched_for(safe: dict[str, str]) -> None:
    settings = started(safe | {"PORTAL_TRUSTED_PROXY": "1"})
    assert settings["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]


def test_deploy_checks_find_nothing_once_static_files_are_collected(safe: dict[str, str], tmp_path: Path) -> None:
    safe["PORTAL_STATIC_DIR"] = str(tmp_path / "static")
    check = ("-m", "backend.console", "check", "--deploy", "--fail-level", "WARNING")
    before = run(safe, *check)
    assert (before.returncode, "(backend.E001)" in before.stderr, "(security." in before.stderr) == (1, True, False)

    (tmp_path / "static").mkdir()
    manifest = {"version": "1.1", "hash": "0", "paths": {"a.css": "a.000000000000.css"}}
    (tmp_path / "static" / "staticfiles.json").write_text(json.dumps(manifest))
    after = run(safe, *check)
    assert (after.returncode, after.stdout) == (0, "System check identified no issues (2 silenced).\n"), after.stderr


@pytest.mark.parametrize("command", ["load_demo", "demo", "rehearse"])
def test_the_demo_and_the_rehearsal_are_not_to_be_had(safe: dict[str, str], command: str) -> None:
    refused = run(safe, "-m", "backend.console", command)
    assert refused.returncode == 1, refused.stdout
    assert "CommandError" in refused.stderr or "Unknown command" in refused.stderr


class Asked(dict[str, str]):
    """An environment that remembers what it was asked for."""

    def __init__(self, variables: dict[str, str]) -> None:
        super().__init__(variables)
        self.names: set[str] = set()

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        """Answer a variable, and remember its name."""
        self.names.add(name.removesuffix("_FILE"))
        return super().get(name, default)


def test_every_variable_is_in_the_operators_table_and_needed_ones_are_given_by_the_compose_file(
    safe: dict[str, str],
) -> None:
    asked = Asked(safe)
    given(asked)
    table = (CHECKOUT / "docs/operating.md").read_text()
    assert [name for name in sorted(asked.names) if f"`{name}`" not in table] == []
    provided = (CHECKOUT / "docker-compose.yml").read_text() + (CHECKOUT / "Dockerfile").read_text()
    assert [name for name in safe if re.search(rf"^\s+{name}(_FILE)?[:=]", provided, re.MULTILINE) is None] == []


def test_building_needs_no_environment_and_serves_nobody() -> None:
    shown = "from backend.settings import build as b; print(b.ALLOWED_HOSTS, b.DEBUG, len(b.SECRET_KEY) > 50)"
    assert run({}, "-c", shown).stdout == "[] False True\n"
