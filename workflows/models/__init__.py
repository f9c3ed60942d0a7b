"""Records, their states and constraints; which rules and which duty guard which step."""

from workflows.models.annual_review import AnnualReview, GrantedPlaces
from workflows.models.application import Application
from workflows.models.attachment import Attachment
from workflows.models.bulk import BulkRow, BulkStep
from workflows.models.consent import Consent
from workflows.models.construction_step import ConstructionStep
from workflows.models.delivery import IdempotencyKey, OutboxMessage
from workflows.models.export import Export
from workflows.models.intake import Intake
from workflows.models.invariants import InvariantViolation
from workflows.models.log import LogEntry
from workflows.models.note import Note
from workflows.models.notification import Notification
from workflows.models.people import (
    Account,
    College,
    ImportBatch,
    MajorResult,
    Membership,
    RowBefore,
    StaffMember,
    Student,
)
from workflows.models.plan import Course, PlanVersion, Requirement
from workflows.models.programme import Programme
from workflows.models.proposal import Proposal
from workflows.models.record import Record
from workflows.models.review import Review
from workflows.models.review_link import ReviewLink
from workflows.models.rulebook import RulebookEdition
from workflows.models.submission import Submission
from workflows.models.waiver import Waiver

RECORDS: tuple[type[Record], ...] = (
    Programme,
    Proposal,
    Consent,
    Review,
    ReviewLink,
    AnnualReview,
    Intake,
    Application,
    Waiver,
)
"""Every kind of record, parents before children: the order in which rows are locked."""

__all__ = [
    "RECORDS",
    "Account",
    "AnnualReview",
    "Application",
    "Attachment",
    "BulkRow",
    "BulkStep",
    "College",
    "Consent",
    "ConstructionStep",
    "Course",
    "Export",
    "GrantedPlaces",
    "IdempotencyKey",
    "ImportBatch",
    "Intake",
    "InvariantViolation",
    "LogEntry",
    "MajorResult",
    "Membership",
    "Note",
    "Notification",
    "OutboxMessage",
    "PlanVersion",
    "Programme",
    "Proposal",
    "Record",
    "Requirement",
    "Review",
    "ReviewLink",
    "RowBefore",
    "RulebookEdition",
    "StaffMember",
    "Student",
    "Submission",
    "Waiver",
]
