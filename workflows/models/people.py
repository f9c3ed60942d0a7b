"""Who is known to the portal: accounts, colleges, staff with their offices, students with their standing."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser, Group
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.reading import read_in
from workflows.regulation.actor import SCHOOL_WIDE, Role
from workflows.rules.directors import Degree, TitleLevel
from workflows.rules.students import Level, RegistryStatus

ROLE_LABELS = {
    Role.PROGRAMME_DIRECTOR: _("programme director"),
    Role.TEACHER: _("teacher"),
    Role.COLLEGE_OFFICER: _("college officer"),
    Role.AAO_OFFICER: _("Academic Affairs Office"),
    Role.EXPERT: _("expert"),
    Role.SCHOOL_APPROVER: _("school approver"),
    Role.BURSAR: _("bursar"),
}
LEVEL_LABELS = {Level.BACHELOR: _("bachelor"), Level.UPGRADE: _("upgrade from a diploma")}
STATUS_LABELS = {
    RegistryStatus.ENROLLED: _("enrolled"),
    RegistryStatus.ON_LEAVE: _("on leave"),
    RegistryStatus.STATUS_RETAINED: _("status retained"),
    RegistryStatus.WITHDRAWN: _("withdrawn from the school"),
    RegistryStatus.EXPELLED: _("expelled"),
    RegistryStatus.GRADUATED: _("graduated"),
}
TITLE_LABELS = {
    TitleLevel.NONE: _("no title"),
    TitleLevel.ASSISTANT: _("assistant"),
    TitleLevel.INTERMEDIATE: _("intermediate"),
    TitleLevel.ASSOCIATE_SENIOR: _("associate senior"),
    TitleLevel.SENIOR: _("senior"),
}
DEGREE_LABELS = {
    Degree.NONE: _("no degree"),
    Degree.BACHELOR: _("bachelor"),
    Degree.MASTER: _("master"),
    Degree.DOCTOR: _("doctor"),
}


class Account(AbstractUser):  # type: ignore[django-manager-missing]  # pictures and documents point here from Wagtail
    """One who can sign in, or a named job: the user name is the student's or staff member's number."""

    is_in_office = True
    """Whether its offices count now: not in a session that lacks the second factor. It is told, never stored."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        SERVICE = "service", _("service account")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PERSON)
    display_name = models.CharField(_("name"), max_length=80, blank=True)

    class Meta(AbstractUser.Meta):
        verbose_name = _("account")  # type: ignore[assignment]  # AbstractUser's stub knows no lazy texts
        verbose_name_plural = _("accounts")  # type: ignore[assignment]  # nor here

    def get_full_name(self) -> str:
        """Answer the person's name, family name first as it was written; the user name where none is known."""
        return self.display_name or self.username


class College(models.Model):
    """A college (学院): its officers, its records and its section of the site are one membership."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    name = models.CharField(_("name of the college"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    pinyin = models.CharField(_("pinyin"), max_length=200, editable=False)
    editors = models.OneToOneField(
        Group, models.PROTECT, related_name="college", editable=False, verbose_name=_("editors")
    )

    class Meta:
        ordering = ("pinyin", "pk")
        verbose_name = _("college")
        verbose_name_plural = _("colleges")

    def __str__(self) -> str:
        return str(read_in(self, "name"))


class StaffMember(models.Model):
    """A member of staff, with what Art. 6(3) asks of a director."""

    account = models.OneToOneField(
        Account, models.PROTECT, null=True, blank=True, related_name="staff_member", verbose_name=_("account")
    )
    number = models.CharField(_("staff number"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=80)
    pinyin = models.CharField(_("pinyin"), max_length=200, editable=False)
    college = models.ForeignKey(
        College, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("college")
    )
    department = models.CharField(_("department"), max_length=60, blank=True)
    title = models.CharField(_("professional title"), max_length=40, blank=True)
    title_level = models.CharField(
        _("level of the title"), max_length=20, blank=True, choices=[(k.value, v) for k, v in TITLE_LABELS.items()]
    )
    degree = models.CharField(
        _("degree"), max_length=10, blank=True, choices=[(k.value, v) for k, v in DEGREE_LABELS.items()]
    )
    field_knowledge = models.TextField(_("knowledge of the field"), blank=True)
    management_experience = models.TextField(_("experience in managing teaching"), blank=True)
    imported_in = models.ForeignKey(
        "ImportBatch", models.PROTECT, null=True, editable=False, related_name="staff", verbose_name=_("import")
    )

    class Meta:
        ordering = ("pinyin", "pk")
        verbose_name = _("member of staff")
        verbose_name_plural = _("members of staff")

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class Membership(models.Model):
    """An office: a role, held by an account for one college or, where the role is school-wide, for the school."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=20, choices=[(k.value, v) for k, v in ROLE_LABELS.items()])
    college = models.ForeignKey(
        College, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("college")
    )
    imported_in = models.ForeignKey(
        "ImportBatch", models.PROTECT, null=True, editable=False, related_name="offices", verbose_name=_("import")
    )

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "role", "college"), nulls_distinct=False, name="membership_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=SCHOOL_WIDE, college__isnull=True)
                | (~models.Q(role__in=SCHOOL_WIDE) & models.Q(college__isnull=False)),
                name="membership_for_a_college_or_the_school",
            ),
        )

    def __str__(self) -> str:
        of = self.college or _("school")
        return f"{self.account} · {self.get_role_display()} · {of}"


class Student(models.Model):
    """
    A student, as the registry has her: what Art. 12 asks about, and no more.

    Identity number, sex and date of birth are never stored.
    """

    account = models.OneToOneField(
        Account, models.PROTECT, null=True, blank=True, related_name="student", verbose_name=_("account")
    )
    number = models.CharField(_("student number"), max_length=16, unique=True)
    name = models.CharField(_("name"), max_length=80)
    pinyin = models.CharField(_("pinyin"), max_length=200, editable=False)
    college = models.ForeignKey(College, models.PROTECT, related_name="students", verbose_name=_("college"))
    major = models.CharField(_("major"), max_length=80, db_index=True)
    entry_year = models.PositiveSmallIntegerField(_("year of entry"))
    programme_years = models.PositiveSmallIntegerField(_("length of study in years"))
    level = models.CharField(_("level"), max_length=10, choices=[(k.value, v) for k, v in LEVEL_LABELS.items()])
    status = models.CharField(
        _("status in the registry"), max_length=16, choices=[(k.value, v) for k, v in STATUS_LABELS.items()]
    )
    expected_graduation_on = models.DateField(_("expected graduation"), null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    imported_in = models.ForeignKey(
        "ImportBatch", models.PROTECT, null=True, editable=False, related_name="students", verbose_name=_("import")
    )

    class Meta:
        ordering = ("number",)
        verbose_name = _("student")
        verbose_name_plural = _("students")
        constraints = (
            models.CheckConstraint(condition=models.Q(number__regex=r"^\d{6,16}$"), name="student_number_is_digits"),
            models.CheckConstraint(
                condition=models.Q(entry_year__range=(1990, 2100), programme_years__range=(1, 8)),
                name="student_years_are_years",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class MajorResult(models.Model):
    """A result in the student's major that is, or was, a failure: what Art. 12(2) asks about, and no more."""

    class Kind(models.TextChoices):
        REGULAR = "regular", _("regular")
        MAKE_UP = "make_up", _("make-up")
        DEFERRED = "deferred", _("deferred")
        RETAKE = "retake", _("retake")

    student = models.ForeignKey(Student, models.CASCADE, related_name="major_results", verbose_name=_("student"))
    course_code = models.CharField(_("course code"), max_length=20)
    course_title = models.CharField(_("course"), max_length=80)
    academic_year = models.CharField(_("academic year"), max_length=9)
    semester = models.PositiveSmallIntegerField(_("semester"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    score = models.DecimalField(_("score"), max_digits=4, decimal_places=1, null=True, blank=True)
    imported_in = models.ForeignKey(
        "ImportBatch", models.PROTECT, editable=False, related_name="results", verbose_name=_("import")
    )

    class Meta:
        verbose_name = _("result in the major")
        verbose_name_plural = _("results in the major")
        constraints = (
            models.UniqueConstraint(
                fields=("student", "course_code", "academic_year", "semester", "kind"), name="major_result_once"
            ),
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__range=(0, 100)), name="major_result_score"
            ),
        )

    def __str__(self) -> str:
        return f"{self.student_id} {self.course_title} {self.score}"


class ImportBatch(models.Model):
    """A file that was imported: by whom, when, what it changed. A row says from which it came."""

    class Kind(models.TextChoices):
        STUDENTS = "students", _("students")
        RESULTS = "results", _("results in the major")
        STAFF = "staff", _("staff")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    file_name = models.CharField(_("file"), max_length=200)
    digest = models.CharField(_("digest"), max_length=64)
    encoding = models.CharField(_("encoding"), max_length=20)
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("imported by"))
    undone_at = models.DateTimeField(_("undone at"), null=True, editable=False)
    undone_by = models.ForeignKey(
        Account, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("undone by")
    )
    added = models.PositiveIntegerField(_("added"))
    changed = models.PositiveIntegerField(_("changed"))
    unchanged = models.PositiveIntegerField(_("unchanged"))

    class Meta:
        ordering = ("-imported_at",)
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return f"{self.file_name} ({self.imported_at:%Y-%m-%d %H:%M})"


class RowBefore(models.Model):
    """A row as it was before an import changed it: kept for as long as the import can be undone, and no longer."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows_before")
    row_id = models.PositiveBigIntegerField()
    was = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("batch", "row_id"), name="row_before_once"),)

    def __str__(self) -> str:
        return f"{self.batch_id} {self.row_id}"
