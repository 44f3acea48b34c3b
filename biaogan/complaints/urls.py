from django.urls import path

from biaogan.complaints.rules import Move
from biaogan.complaints.views import case, desk, figures, letter, moves, orders, register

app_name = "complaints"

urlpatterns = [
    path("", register.register, name="register"),
    path("new/", desk.desk, name="desk"),
    path("new/done/", desk.registered, name="registered"),
    path("new/repeats/", desk.repeats, name="repeats"),
    path("new/numbers/", desk.numbers, name="numbers"),
    path("figures/", figures.figures, name="figures"),
    path("orders/<int:pk>/report/", orders.report, name="report_order"),
    path("orders/<int:pk>/close/", orders.close, name="close_order"),
    path("<int:pk>/", case.case, name="case"),
    path("<int:pk>/onward/", moves.onward, name="onward"),
    path("<int:pk>/report/", orders.owed_report, name="owed_report"),
    path("<int:pk>/letter/", letter.letter, name="letter"),
]
#: «complaints:accept», «complaints:propose», …: a page for each move.
urlpatterns += [path(f"<int:pk>/{move}/", moves.make_move, {"move": move}, name=move.value) for move in Move]
