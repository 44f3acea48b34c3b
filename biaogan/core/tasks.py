"""The bridge between the registered periodic jobs and procrastinate: one task that runs a job by its name."""

from __future__ import annotations

from django.db import close_old_connections
from django.utils import timezone
from procrastinate import App

from biaogan.core.schedule import JOBS, run_job

TASK = "biaogan.run"


def run(timestamp: int, job: str) -> None:
    close_old_connections()
    run_job(job, now=timezone.now())


def plan_all(app: App) -> None:
    """Register the task and the time-table; procrastinate calls this once all apps are ready."""
    task = app.task(name=TASK, queue="periodic")(run)
    for job in JOBS:
        # The lock keeps a slow run and the next one apart; the queueing lock lets only one wait.
        options = {"queueing_lock": job.name, "lock": job.name, "task_kwargs": {"job": job.name}}
        app.periodic_registry.register_task(task, job.cron, job.name, options)  # type: ignore[arg-type]
