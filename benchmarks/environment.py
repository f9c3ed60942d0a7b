"""What production's settings are told for a run: nothing of it is a secret, and nothing of it lasts."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from backend.postgres.folders import CHECKOUT

HOST = "portal.bench.test"


def environment(database_url: str, state: Path) -> dict[str, str]:
    """Answer the variables of a run: ours where production asks for something, the machine's for the rest."""
    ours = {
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "PYTHONPATH": f"{CHECKOUT}{os.pathsep}{CHECKOUT / 'graphql'}",
        "DATABASE_URL": database_url,
        "SECRET_KEY": secrets.token_urlsafe(64),
        "REDIS_URL": "redis://nobody.test",  # the bench's settings cache nothing
        "ALLOWED_HOSTS": HOST,
        "PORTAL_BASE_URL": f"https://{HOST}",
        "PORTAL_STATE_DIR": str(state),
        "PORTAL_STATEMENT_TIMEOUT": "0",
        "PORTAL_TRUSTED_PROXY": "1",  # the client says that it came over TLS, as a proxy would
        "SCHOOL_MAIL_DOMAIN": "bench.test",
        "EMAIL_URL": "smtps://nobody.test",
    }
    return {name: value for name, value in os.environ.items() if not name.startswith(("GRANIAN_", "PORTAL_"))} | ours
