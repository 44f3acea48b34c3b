from django.urls import path

from biaogan.rectification.looks.moves import notice_route_of, route_of
from biaogan.rectification.rules import NOTICE_NEEDS, Move, NoticeMove
from biaogan.rectification.views import drafting, figures, finding, notice, register

app_name = "rectification"

urlpatterns = [
    path("", register.findings, name="findings"),
    path("new/", drafting.raise_finding, name="raise_finding"),
    path("board/", register.board, name="board"),
    path("repeats/", register.repeats, name="repeats"),
    path("figures/", figures.figures, name="figures"),
    path("items/choose", drafting.choose_item, name="choose_item"),
    path("limit/", drafting.limit_in_words, name="limit_words"),
    path("notices/", register.notices, name="notices"),
    path("notices/new/", drafting.draft_notice, name="draft_notice"),
    path("notices/<int:pk>/", notice.notice, name="notice"),
    path("notices/<int:pk>/edit/", notice.edit, name="edit"),
    path("notices/<int:pk>/pages/<int:number>.png", notice.page_picture, name="notice_page"),
    path("<int:pk>/", finding.finding, name="finding"),
    path("<int:pk>/links/<int:link_id>/revoke/", finding.revoke_link, name="revoke_link"),
]
#: «rectification:reply», «rectification:recheck», …: a page for each move.
urlpatterns += [path(f"<int:pk>/{move}/", finding.make_move, {"move": move}, name=route_of(move)) for move in Move]
urlpatterns += [
    path(f"notices/<int:pk>/{move}/", notice.make_move, {"move": move}, name=notice_route_of(move))
    for move in NOTICE_NEEDS
    if move is not NoticeMove.EDIT
]
