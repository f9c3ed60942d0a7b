"""Which mutation takes which step: verb and object, so that a client finds the deed behind a button."""

from __future__ import annotations

from collections.abc import Mapping

from workflows.models import Application, Intake, Programme, Record, Waiver

MUTATIONS: Mapping[tuple[type[Record], str], str] = {
    (Application, "submit"): "submitApplication",
    (Application, "withdraw"): "withdrawApplication",
    (Application, "take_up"): "takeUpApplication",
    (Application, "send_back"): "returnApplication",
    (Application, "admit"): "admitApplication",
    (Application, "waitlist"): "waitlistApplication",
    (Application, "decline"): "declineApplication",
    (Application, "reconsider"): "reconsiderApplication",
    (Intake, "open"): "openIntake",
    (Intake, "close"): "closeIntake",
    (Intake, "complete_selection"): "completeSelection",
    (Intake, "publish"): "publishAdmissionList",
    (Intake, "cancel"): "cancelIntake",
    (Programme, "establish"): "establishProgramme",
    (Programme, "suspend"): "suspendProgramme",
    (Programme, "resume"): "resumeProgramme",
    (Programme, "revoke"): "revokeProgramme",
    (Waiver, "grant"): "grantWaiver",
    (Waiver, "refuse"): "refuseWaiver",
}
"""Steps that only the portal takes have none."""
