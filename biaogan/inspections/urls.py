from django.urls import path

from biaogan.inspections.rules import Move
from biaogan.inspections.urls_recordings import recording_paths
from biaogan.inspections.views import logs, plans, register, reports, self_checks, sheets, work

app_name = "inspections"

urlpatterns = [
    path("", register.register, name="register"),
    path("month/", register.calendar, name="calendar"),
    path("unseen/", register.unseen, name="unseen"),
    path("plans/", plans.plans, name="plans"),
    path("plans/new/", plans.plan_new, name="plan_new"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("plans/<int:pk>/close/", plans.plan_close, name="plan_close"),
    path("plans/<int:pk>/draw/", plans.draw_units, name="draw_units"),
    path("draws/<int:pk>/", plans.draw, name="draw"),
    path("draws/<int:pk>/file/", plans.draw_file, name="draw_file"),
    path("draws/<int:pk>/sheets/", plans.plan_drawn, name="plan_drawn"),
    path("cadence/", plans.cadence, name="cadence"),
    path("sheets/new/", plans.plan_sheet, name="plan_sheet"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/begin/", sheets.begin, name="begin"),
    path("sheets/<int:pk>/confirm/", sheets.confirm, name="confirm"),
    path("sheets/<int:pk>/finalise/", sheets.finalise, name="finalise"),
    path("sheets/<int:pk>/notice/", sheets.notice, name="notice"),
    path("sheets/<int:pk>/work/", work.work, name="work"),
    path("sheets/<int:pk>/write/", work.write, name="write"),
    path("sheets/<int:pk>/items/<int:item_id>/", work.answer, name="answer"),
    path("sheets/<int:pk>/items/<int:item_id>/proof/", work.attach, name="attach"),
    path("sheets/<int:pk>/tests/", logs.tests, name="tests"),
    path("sheets/<int:pk>/report/", reports.report, name="report"),
    path("sheets/<int:pk>/report/<slug:form>/", reports.report_file, name="report_file"),
    path("self-checks/", self_checks.self_checks, name="self_checks"),
    path("self-checks/<int:pk>/begin/", self_checks.begin, name="begin_self_check"),
    path("logs/", logs.logs, name="logs"),
    path("logs/new/", logs.keep_log, name="keep_log"),
    *recording_paths,
]
#: «inspections:assign», «inspections:dispute», …: a page for each move that asks something.
ASKING = (Move.ASSIGN, Move.SUBMIT, Move.GUIDE, Move.DISPUTE, Move.SETTLE, Move.CANCEL)
urlpatterns += [path(f"sheets/<int:pk>/{move}/", sheets.make_move, {"move": move}, name=move.value) for move in ASKING]
