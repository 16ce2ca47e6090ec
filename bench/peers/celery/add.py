"""The task: what math.add does here. The worker and the producer both load it."""

import os

from celery import Celery

app = Celery("bench", broker=os.environ["BENCH_BROKER"], backend=os.environ.get("BENCH_BACKEND"))
app.conf.update(
    # What ours does for every task.
    task_track_started=True,
    task_acks_late=True,
    result_expires=24 * 3600,
    # Enough to keep two processes busy with short tasks; more gains nothing.
    worker_prefetch_multiplier=32,
)


@app.task(name="math.add")
def add(a, b):
    return a + b
