// Submits at a fixed rate whatever becomes of it; time from the intended submission until the result is visible here.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { jobOptions } from './add.mjs';

// One listener for all jobs: waitUntilFinished asks Redis once more for each.
export class Results {
  #waiting = new Map();
  #early = new Map();

  constructor(events) {
    events.on('completed', ({ jobId, returnvalue }) => this.#settle(jobId, { value: returnvalue }));
    events.on('failed', ({ jobId, failedReason }) => this.#settle(jobId, { error: failedReason }));
  }

  #settle(id, outcome) {
    const resolve = this.#waiting.get(id);
    if (resolve) {
      this.#waiting.delete(id);
      resolve(outcome);
    } else {
      this.#early.set(id, outcome);
    }
  }

  of(id) {
    const early = this.#early.get(id);
    if (early) {
      this.#early.delete(id);
      return early;
    }
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }
}

export async function run(queue, results, rate, seconds, next) {
  const start = performance.now();
  const pending = [];
  for (let i = 0; i < rate * seconds; i++) {
    const intended = start + (i * 1000) / rate;
    for (let left = intended - performance.now(); left > 0; left = intended - performance.now()) {
      await sleep(Math.ceil(left));
    }
    pending.push(submit(queue, results, intended, next()));
  }
  return Promise.all(pending);
}

async function submit(queue, results, intended, data) {
  const job = await queue.add('math.add', data, jobOptions);
  const outcome = await results.of(job.id);
  const milliseconds = performance.now() - intended;
  if (Number(outcome.value) !== data.a + data.b) {
    throw new Error(`Job ${job.id} should have returned ${data.a + data.b}: ${JSON.stringify(outcome)}`);
  }
  return milliseconds;
}
