"""Starts everything, checks it, and leaves nothing behind."""

from __future__ import annotations

import signal
import sys
from types import FrameType

from backend.postgres import PostgresError
from deploy.native import checks
from deploy.native.house import House, Trouble

BEFORE = (
    checks.static_files_are_collected_without_a_secret,
    checks.migrations_run_to_their_end,
    checks.deploy_checks_are_clean,
    checks.unsafe_settings_are_refused_all_at_once,
    checks.the_demo_is_refused,
)
SERVING = (
    checks.the_portal_becomes_ready,
    checks.healthz_answers_through_the_proxy,
    checks.health_is_answered_by_address_without_tls,
    checks.plain_http_is_sent_to_tls,
    checks.a_graphql_query_is_answered,
    checks.the_schema_is_not_shown_to_anybody,
    checks.the_admin_shows_its_static_files,
    checks.browsers_are_told_to_be_careful,
    checks.signing_in_works_and_its_cookie_needs_tls,
    checks.a_log_line_bears_the_request_id_and_no_query,
    checks.an_unknown_host_is_refused,
    checks.a_body_too_large_is_refused_by_the_proxy,
    checks.pictures_are_served_and_documents_are_not,
    checks.a_letter_goes_out,
    checks.a_killed_worker_loses_no_letter,
    checks.a_killed_web_process_is_replaced,
    checks.without_redis_the_portal_lives_but_is_not_ready,
    checks.web_and_worker_end_when_they_are_told_to,
    checks.every_line_of_web_worker_and_proxy_is_json,
    checks.no_secret_is_in_a_log,
)


def main() -> int:
    """Answer 0 where every check holds."""
    signal.signal(signal.SIGTERM, _end)
    try:
        with House() as house:
            house.make_secrets()
            house.start_redis()
            failed = sum(not _holds(check, house) for check in BEFORE)
            house.start_web()
            house.start_worker()
            house.start_proxy()
            failed += sum(not _holds(check, house) for check in SERVING)
    except (Trouble, PostgresError) as trouble:
        print(f"native: {trouble}", file=sys.stderr)
        return 2
    print(f"native: {len(BEFORE) + len(SERVING)} checks, {failed} failed")
    return 1 if failed else 0


def _holds(check: checks.Check, house: House) -> bool:
    sentence = check.__name__.replace("_", " ")
    try:
        check(house)
    except Exception as error:  # noqa: BLE001  whatever a check meets, the next ones still tell something
        print(f"FAILED  {sentence}: {type(error).__name__}: {error}", flush=True)
        return False
    print(f"ok      {sentence}", flush=True)
    return True


def _end(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main())
