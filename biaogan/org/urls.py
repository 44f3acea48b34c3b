from django.urls import path

from biaogan.org.views import choosing, people, posts, roster, units

app_name = "org"

urlpatterns = [
    path("", units.unit_list, name="units"),
    path("tree", units.unit_tree, name="tree"),
    path("new", units.unit_new, name="new"),
    path("choose/unit", choosing.choose_unit, name="choose_unit"),
    path("choose/person", choosing.choose_person, name="choose_person"),
    path("vacancies", posts.vacancy_list, name="vacancies"),
    path("vacancies/rule", posts.staffing_rule, name="staffing_rule"),
    path("people", people.people_list, name="people"),
    path("people/new", people.person_new, name="person_new"),
    path("people/<int:pk>", people.person_page, name="person"),
    path("people/<int:pk>/edit", people.person_edit, name="person_edit"),
    path("people/<int:pk>/leave", people.person_leave, name="person_leave"),
    path("holdings/<int:pk>/end", posts.holding_end, name="holding_end"),
    path("holdings/<int:pk>/withdraw", posts.holding_withdraw, name="holding_withdraw"),
    path("<int:pk>", units.unit_page, name="unit"),
    path("<int:pk>/branch", units.unit_branch, name="branch"),
    path("<int:pk>/edit", units.unit_edit, name="edit"),
    path("<int:pk>/move", units.unit_move, name="move"),
    path("<int:pk>/close", units.unit_close, name="close"),
    path("<int:pk>/posts", posts.unit_posts, name="posts"),
    path("<int:pk>/roster", roster.roster, name="roster"),
]
