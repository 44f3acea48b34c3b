"""What off-site monitoring registers with the apps below: its kind of case, limits, messages, words of the trail, jobs and pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from biaogan.accounts.roles import Permission
from biaogan.audit.names import (
    Named,
    References,
    choice_words,
    register_fact_words,
    register_names,
    register_references,
)
from biaogan.cases.kinds import CaseKind, register_case_kind
from biaogan.core.navigation import register_page
from biaogan.core.schedule import every
from biaogan.evidence.gates import register_gate
from biaogan.inspections import review_metrics
from biaogan.inspections.actions.footage import require_said
from biaogan.inspections.jobs import draw_lines
from biaogan.inspections.models.recordings import RecordingRequest
from biaogan.inspections.rules.footage import FIGURES, Figure
from biaogan.notify.templates import Message, register_message
from biaogan.obligations.kinds import Act, DefaultLimit, ObligationKind, Step, register_obligation_kind

_PAGE = "inspections:recording"


def register() -> None:
    register_case_kind(
        CaseKind(
            "recording",
            _("Viewing of recordings"),
            "V",
            Permission.VIEW_RECORDING,
            _PAGE,
            Permission.APPROVE_RECORDING,
            list_url_name="inspections:recordings",
        )
    )
    for kind in LIMITS:
        register_obligation_kind(kind)
    for message in MESSAGES:
        register_message(message)
    register_gate("recording", require_said)
    every("* * * * *", "inspections.motion_lines", draw_lines, _("Motion lines of clips"))
    review_metrics.register()
    _register_pages()
    _register_trail()


def _register_pages() -> None:
    register_page(
        "service",
        _("Recordings"),
        "inspections:recordings",
        "device-cctv",
        permission=Permission.VIEW_RECORDING,
        order=45,
    )
    register_page(
        "figures",
        _("Agreement of reviewers"),
        "inspections:agreement",
        "arrows-diff",
        permission=Permission.SETTLE_SHEET,
        order=45,
    )
    register_page(
        "settings",
        _("Figures of recordings"),
        "inspections:recording_figures",
        "device-cctv",
        permission=Permission.EDIT_LIMITS,
        order=66,
    )


LIMITS = (
    ObligationKind(
        "recording.approve",
        _("Rule on the viewing of recordings"),
        DefaultLimit(1, "wd", "待本行确认", "Bank to confirm", warn_before="2wh"),
        (Step("0wd", ("debtor", "vice_president")),),
        url_name=_PAGE,
        act=Act(_("Rule on it"), _PAGE, "check"),
    ),
    # Started with the days of the outlet's own recorder; the warning comes seven days before.
    ObligationKind(
        "recording.watch",
        _("View before it is overwritten"),
        DefaultLimit(
            FIGURES[Figure.KEEP_DAYS].value,
            "d",
            FIGURES[Figure.KEEP_DAYS].basis_zh,
            FIGURES[Figure.KEEP_DAYS].basis_en,
            source="law",
            warn_before="7d",
        ),
        (Step("0wd", ("debtor", "office_head")),),
        url_name=_PAGE,
        act=Act(_("View it"), _PAGE, "device-cctv"),
    ),
)

MESSAGES = (
    Message(
        "recording.asked",
        subject_zh="{number} 请审批调看录像",
        subject_en="{number}: please rule on a viewing of recordings",
        body_zh="有人申请调看{unit}的录像。录像到期即被覆盖，请及时审批。",
        body_en="Somebody asks to view recordings of {unit}. They will be overwritten; please rule on it in time.",
        name=_("A viewing of recordings to rule on"),
    ),
    Message(
        "recording.approved",
        subject_zh="{number} 可以调看",
        subject_en="{number}: you may view the recordings",
        body_zh="调看{unit}录像的申请已批准。调看前先写明用途，调看会留下记录。",
        body_en="The viewing of recordings of {unit} is approved. Say what for before you look; every look is written down.",
        name=_("My request for recordings is approved"),
        topic="decision",
    ),
    Message(
        "recording.refused",
        subject_zh="{number} 未批准调看",
        subject_en="{number}: the viewing is not approved",
        body_zh="调看{unit}录像的申请未获批准，理由见申请页。",
        body_en="The viewing of recordings of {unit} is not approved. The page of the request says why.",
        name=_("My request for recordings is refused"),
        topic="decision",
    ),
    Message(
        "review.second_wanted",
        subject_zh="{number} 请作第二次盲评",
        subject_en="{number}: a second, blind review for you",
        body_zh="请对{unit}的录像再评一次。第一次的答案和得分在您提交之前看不到。",
        body_en="Please review the recordings of {unit} once more. The first result is hidden until you hand yours in.",
        name=_("A blind second review for me"),
    ),
)


def _register_trail() -> None:
    register_names(
        {
            "recording.sample_drawn": _("drew a sample of recordings"),
            "recording.asked": _("asked to view recordings"),
            "recording.approved": _("approved the viewing"),
            "recording.refused": _("refused the viewing"),
            "recording.withdrawn": _("withdrew the request"),
            "recording.viewed": _("looked at recordings"),
            "recording.finished": _("closed the viewing"),
            "recording.clip_added": _("added a clip"),
            "recording.reference_added": _("noted the place on a recorder"),
            "recording.figure_set": _("set a figure of recordings"),
        },
        icon="device-cctv",
    )
    register_names(
        {
            "review.marked": _("marked a moment"),
            "review.mark_dropped": _("removed a mark"),
            "review.frame_kept": _("kept a picture as proof"),
            "review.seconds_drawn": _("drew sheets for a second review"),
            "review.second_ordered": _("ordered a blind second review"),
            "review.opened": _("opened both reviews to each other"),
        },
        icon="device-cctv",
    )
    register_references("inspections.recordingrequest", References(_("Viewing of recordings"), _read))
    register_fact_words("recording.figure_set", "code", choice_words(Figure))


def _read(idents: set[str]) -> dict[str, Named]:
    rows = RecordingRequest.objects.filter(pk__in=[int(ident) for ident in idents]).select_related("case")
    return {str(row.pk): Named(row.case.number) for row in rows}
