#!/usr/bin/python3
"""Celery doing the work that the benchmark measures: a worker of its own, this process submits.

Prints one line of JSON. A wrong or missing result ends with exit code 1. The Redis is emptied first.
"""

import argparse
import itertools
import json
import math
import os
import random
import subprocess
import sys
import threading
import time
import uuid

KEY = "celery-task-meta-"
PATIENCE = 60


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--rabbitmq", required=True, help="the broker, amqp://user:password@host:port/")
    parser.add_argument("--redis", required=True, help="the store of results, host:port; emptied first")
    parser.add_argument("--tasks", type=int, default=20000, help="tasks of the throughput measurement")
    parser.add_argument("--warm-up", type=int, default=20000, help="tasks before, which do not count")
    parser.add_argument("--processes", type=int, default=2, help="prefork processes of the worker")
    parser.add_argument("--rate", type=int, default=200, help="tasks a second while latency is measured")
    parser.add_argument("--seconds", type=int, default=30, help="how long latency is measured; 0 leaves it out")
    return parser.parse_args()


class Results:
    """Reads results where the worker puts them."""

    def __init__(self, store):
        self.store = store

    def succeeded(self, ids):
        documents = self.store.mget([KEY + id for id in ids])
        return sum(1 for document in documents if document and json.loads(document)["status"] == "SUCCESS")

    def require(self, ids, sums):
        for start in range(0, len(ids), 1000):
            part = slice(start, start + 1000)
            for id, sum_, document in zip(ids[part], sums[part], self.store.mget([KEY + id for id in ids[part]])):
                outcome = json.loads(document or b"{}")
                if outcome.get("status") != "SUCCESS" or outcome.get("result") != sum_:
                    raise RuntimeError(f"Task {id} should have succeeded with {sum_}: {outcome}")


def throughput(add, results, numbers, count):
    """One connection, no result subscription: the fastest way there is to submit."""
    ids = [str(uuid.uuid4()) for _ in range(count)]
    pairs = [next(numbers) for _ in range(count)]
    before = results.store.dbsize()
    start = time.monotonic()
    with add.app.producer_pool.acquire(block=True) as producer:
        for id, pair in zip(ids, pairs):
            add.apply_async(pair, task_id=id, producer=producer)
    accepted = time.monotonic()
    # A key appears when its task starts. Tasks start in order, so the last ones to end are among the last submitted.
    tail = ids[-1000:]
    while results.store.dbsize() - before < count or results.succeeded(tail) < len(tail):
        if time.monotonic() - accepted > PATIENCE + count / 100:
            raise RuntimeError("Not all tasks have ended.")
        time.sleep(0.02)
    ended = time.monotonic()
    results.require(ids, [a + b for a, b in pairs])
    return count / (accepted - start), count / (ended - start)


class Arrivals(threading.Thread):
    """Notes when each result becomes visible. One subscription for all tasks: one for each costs more."""

    def __init__(self, store):
        super().__init__(daemon=True)
        self.at = {}
        self.subscription = store.pubsub(ignore_subscribe_messages=True)
        self.subscription.psubscribe(KEY + "*")

    def run(self):
        for message in self.subscription.listen():
            outcome = json.loads(message["data"])
            if outcome["status"] == "SUCCESS":
                self.at[outcome["task_id"]] = (time.monotonic(), outcome["result"])


def latency(add, arrivals, numbers, rate, seconds):
    """Submits at a fixed rate whatever becomes of it; seconds from the intended submission until the result is visible."""
    sent = []
    start = time.monotonic()
    with add.app.producer_pool.acquire(block=True) as producer:
        for index in range(rate * seconds):
            intended = start + index / rate
            time.sleep(max(0, intended - time.monotonic()))
            id, pair = str(uuid.uuid4()), next(numbers)
            add.apply_async(pair, task_id=id, producer=producer)
            sent.append((id, intended, sum(pair)))
    deadline = time.monotonic() + PATIENCE
    while any(id not in arrivals.at for id, _, _ in sent):
        if time.monotonic() > deadline:
            raise RuntimeError("Not all results have come.")
        time.sleep(0.02)
    if any(arrivals.at[id][1] != sum_ for id, _, sum_ in sent):
        raise RuntimeError("A result is wrong.")
    return sorted(1000 * (arrivals.at[id][0] - intended) for id, intended, _ in sent)


def measure(options, store):
    from add import add

    pseudo = random.Random(1)
    numbers = ((pseudo.randrange(1000000), pseudo.randrange(1000000)) for _ in itertools.count())
    results = Results(store)
    throughput(add, results, numbers, max(1, options.warm_up))
    submissions, tasks = throughput(add, results, numbers, options.tasks)
    figures = {"tasks": options.tasks, "submissionsPerSecond": round(submissions), "tasksPerSecond": round(tasks)}
    if options.seconds > 0:
        arrivals = Arrivals(store)
        arrivals.start()
        latency(add, arrivals, numbers, options.rate, 5)
        times = latency(add, arrivals, numbers, options.rate, options.seconds)
        for name, percent in (("p50Ms", 50), ("p95Ms", 95), ("p99Ms", 99), ("maxMs", 100)):
            figures[name] = round(times[math.ceil(percent * len(times) / 100) - 1], 2)
    return {"system": "celery", "measurement": "all", **figures}


def main():
    options = arguments()
    # Imported here, so that --help works where they are missing.
    import redis

    store = redis.Redis.from_url(f"redis://{options.redis}/0")
    store.flushdb()
    here = os.path.dirname(os.path.abspath(__file__))
    os.environ["BENCH_BROKER"] = options.rabbitmq
    # What the events between workers cost is left out: there is one.
    command = [sys.executable, "-m", "celery", "-A", "add", "worker", "--pool", "prefork", "--concurrency", str(options.processes),
               "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR"]
    worker = subprocess.Popen(command, cwd=here, stdout=subprocess.DEVNULL,
                              env={**os.environ, "BENCH_BACKEND": f"redis://{options.redis}/0", "C_FORCE_ROOT": "1", "PYTHONWARNINGS": "ignore"})
    try:
        print(json.dumps(measure(options, store), separators=(",", ":")))
        return 0
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        worker.terminate()
        try:
            worker.wait(30)
        except subprocess.TimeoutExpired:
            worker.kill()


if __name__ == "__main__":
    sys.exit(main())
