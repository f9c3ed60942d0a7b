"""
What the measures ask and no rule of the code holds yet: an honest list, shown beside what is built.

Each entry bears the name that its rule will have, the sentence that will then be true. Whoever builds it removes the
entry; a test holds this list and the code together to what the measures ask of each article.
"""

from __future__ import annotations

from dataclasses import dataclass

from workflows.regulation.words import Words

CITED_DOCUMENT = "长工大人信校〔2025〕62号"
"""The document whose articles the code cites: in names of constraints, in duties, and below."""


@dataclass(frozen=True, slots=True)
class Unbuilt:
    """Something that an article asks for and that nobody has built."""

    article: str
    name: str
    words: Words


_TABLE = (
    ("2", "certificate_says_it_is_no_degree", "证书注明不授予学位", "the certificate says that it is no degree"),
    ("6(5)", "approved_page_is_published", "公布的页面即批准的页面", "what is published is what was approved"),
    ("8", "programme_is_evaluated", "定期评估教学质量与需求", "quality and demand are evaluated at regular times"),
    ("8", "revoked_programme_is_taught_out", "撤销后在读学生学完", "after revocation those who study may finish"),
    ("9", "selection_can_be_replayed", "选拔按公布的办法且可复算", "selection follows what was announced, replayable"),
    ("9", "waiting_list_moves_in_order", "空出的名额按候补顺序递补", "a free place goes to who waits longest"),
    ("9", "study_is_within_the_period", "超过修读年限即终止", "study that outlasts the period expires"),
    ("10", "office_decides_awards", "教务处审定置换与证书", "the Office decides on substitution and certificates"),
    ("11", "class_has_enough_students", "注册人数达到开班下限", "enough students have registered to open a class"),
    ("11", "class_is_separate", "单独编班", "the class is a class of its own"),
    ("11", "lessons_keep_the_hours", "在规定时段上课", "lessons are in the hours set for them"),
    ("11", "timetable_has_no_clash", "教室、教师和班级不冲突", "no room, teacher or class is booked twice"),
    ("12(1)", "withdrawals_count_as_said", "撤回是否计次由规则版本规定", "the edition says which withdrawals count"),
    ("12(1)", "enrolment_is_the_only_one", "以在读记录核对同时修读数", "enrolments, not places, are what is counted"),
    ("13(1)", "student_left_the_school", "退学即终止修读", "who leaves the school leaves the micro-major"),
    ("13(2)", "student_was_expelled", "开除学籍即终止修读", "who is expelled leaves the micro-major"),
    ("13(3)", "student_was_absent_too_long", "连续缺课由学院处理", "weeks without attendance open a case"),
    ("13(3)", "leave_was_approved", "请假须经批准", "leave is asked for and approved"),
    ("14", "all_courses_are_passed", "学完后方可申请置换", "substitution is for those who passed every course"),
    ("14", "credits_are_within_the_limit", "置换学分不超过上限", "credits replaced stay within the limit"),
    ("14", "credit_is_used_once", "同一学分只用一次", "no credit is used twice"),
    ("15", "results_stay_out_of_the_major", "成绩不计入主修", "results never enter the major's averages"),
    ("16", "attempts_are_kept", "考核、补考、重修逐次留存", "every attempt is kept: regular, make-up, retake"),
    ("16", "make_up_is_capped", "补考成绩按规定封顶", "a make-up is recorded at most at the cap"),
    ("17", "list_is_masked_and_frozen", "名单脱敏、冻结、有公示期", "the list is masked, frozen, open to objections"),
    ("17", "tuition_is_paid_in_time", "按时缴费，逾期释放名额", "tuition is paid in time, or the place is free"),
    ("17", "refund_follows_the_phase", "按阶段退费", "a refund depends on how far the class has gone"),
    ("18", "completion_is_reviewed_twice", "学院初审、教务处审定", "the college reviews completion, then the Office"),
    ("18", "credits_for_the_certificate", "修满学分且成绩合格", "all credits are passed within the period"),
    ("18", "certificate_can_be_verified", "证书统一编号、可查验", "certificates bear a number and can be verified"),
)

UNBUILT = tuple(Unbuilt(article, name, Words(zh=zh, en=en)) for article, name, zh, en in _TABLE)
