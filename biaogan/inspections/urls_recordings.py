"""The addresses of off-site monitoring, below those of the app."""

from django.urls import path

from biaogan.inspections.views import agreement, desk, recordings

recording_paths = [
    path("recordings/", recordings.register, name="recordings"),
    path("recordings/new/", recordings.ask, name="recording_ask"),
    path("recordings/samples/", recordings.samples, name="recording_samples"),
    path("recordings/samples/<int:pk>/", recordings.sample, name="recording_sample"),
    path("recordings/figures/", recordings.figures, name="recording_figures"),
    path("recordings/<int:pk>/", recordings.recording, name="recording"),
    path("recordings/<int:pk>/<slug:move>/", recordings.move, name="recording_move"),
    path("recordings/spans/<int:pk>/clip/", recordings.add_clip, name="recording_clip"),
    path("recordings/spans/<int:pk>/place/", recordings.add_place, name="recording_place"),
    path("desk/<int:pk>/", desk.desk, name="desk"),
    path("desk/<int:pk>/work/", desk.work, name="desk_work"),
    path("desk/<int:pk>/look/", desk.look, name="desk_look"),
    path("desk/<int:pk>/frame/", desk.frame, name="desk_frame"),
    path("desk/<int:pk>/screenshot/", desk.screenshot, name="desk_screenshot"),
    path("desk/<int:pk>/mark/", desk.mark, name="desk_mark"),
    path("desk/<int:pk>/answer/", desk.answer, name="desk_answer"),
    path("desk/marks/<int:pk>/drop/", desk.drop_mark, name="desk_drop_mark"),
    path("desk/lines/<int:pk>/", desk.line, name="desk_line"),
    path("agreement/", agreement.agreement, name="agreement"),
    path("agreement/draw/", agreement.draw, name="agreement_draw"),
    path("agreement/<int:pk>/second/", agreement.second, name="agreement_second"),
]
