#!/usr/bin/env python3
"""Submits a task over RabbitMQ and waits for its result over HTTP."""

import argparse
import json
import os
import secrets
import sys
import time
import urllib.error
import urllib.request
import uuid

import pika

QUEUE = "submit-task"
ENDS = {"Succeeded", "Failed", "Canceled", "Expired"}


def publish(addresses, task, traceparent, tries=5):
    """Returns when the broker has the task. Repeating is harmless: the task has an id."""
    properties = pika.BasicProperties(
        content_type="application/json",
        delivery_mode=2,  # persistent
        message_id=task["id"],
        headers={"traceparent": traceparent},
    )
    for left in reversed(range(tries)):
        try:
            connection = pika.BlockingConnection([pika.URLParameters(address) for address in addresses])
            try:
                channel = connection.channel()
                channel.confirm_delivery()
                # Raises UnroutableError where no such queue is, and NackError where the broker cannot keep the message.
                channel.basic_publish("", QUEUE, json.dumps(task).encode(), properties, mandatory=True)
                return
            finally:
                if connection.is_open:
                    connection.close()
        except (pika.exceptions.AMQPError, OSError):
            if left == 0:
                raise
            time.sleep(1)


def wait_for_end(status_url, task_id, api_key, seconds):
    """Returns the task's document at its end, or None if that does not come in time."""
    deadline = time.monotonic() + seconds
    while (left := deadline - time.monotonic()) > 0:
        url = f"{status_url.rstrip('/')}/api/v1/tasks/{task_id}?wait={max(1, min(30, int(left)))}s"
        request = urllib.request.Request(url, headers={"X-Api-Key": api_key} if api_key else {})
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                task = json.load(response)
            if task["state"] in ENDS:
                return task
        except urllib.error.HTTPError as error:
            # 404: Producer has not taken it yet. 429 and 503: later. Anything else stays as it is.
            if error.code not in (404, 429, 503):
                raise
            time.sleep(0.2)
        except urllib.error.URLError:
            time.sleep(0.2)
    return None


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        epilog="Prints the task's document. Ends with 0 if the task succeeded, 1 if it did not, 2 if it could not be submitted, 3 if it has not ended in time.",
    )
    parser.add_argument("name", help="registered name of the task, such as math.add")
    parser.add_argument("args", nargs="?", default="{}", type=json.loads, help='its arguments as JSON, such as \'{"a": 1, "b": 2}\'')
    parser.add_argument("--amqp", action="append", metavar="URL", help="a node of RabbitMQ; may be repeated (default: AMQP_URL, or amqp://guest:guest@127.0.0.1:5672/)")
    parser.add_argument("--status", default=os.environ.get("STATUS_URL", "http://127.0.0.1:5081"), metavar="URL", help="StatusQuery (default: STATUS_URL, or %(default)s)")
    parser.add_argument("--api-key", default=os.environ.get("API_KEY"), metavar="KEY", help="where StatusQuery asks for one (default: API_KEY)")
    parser.add_argument("--id", type=uuid.UUID, default=None, help="the task's id: the same one again submits nothing new (default: a new one)")
    parser.add_argument("--queue", help="the queue to run it from (default: default)")
    parser.add_argument("--delay", help="when to run it, such as 30s (default: at once)")
    parser.add_argument("--timeout", type=float, default=60, metavar="SECONDS", help="how long to wait for its end (default: %(default)g)")
    options = parser.parse_args()

    task = {"id": str(options.id or uuid.uuid4()), "name": options.name, "args": options.args}
    if options.queue:
        task["queue"] = options.queue
    if options.delay:
        task["delay"] = options.delay

    try:
        publish(
            options.amqp or [os.environ.get("AMQP_URL", "amqp://guest:guest@127.0.0.1:5672/")],
            task,
            f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01",
        )
    except (pika.exceptions.AMQPError, OSError) as error:
        print(f"Not submitted: {error!r}", file=sys.stderr)
        return 2

    end = wait_for_end(options.status, task["id"], options.api_key, options.timeout)
    if end is None:
        print(f"Task {task['id']} has not ended within {options.timeout:g} s.", file=sys.stderr)
        return 3
    print(json.dumps(end, indent=2))
    return 0 if end["state"] == "Succeeded" else 1


if __name__ == "__main__":
    sys.exit(main())
