import { fork } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import { queueName } from './add.mjs';
import { Results, run as latency } from './latency.mjs';
import { run as throughput } from './throughput.mjs';

const usage = `BullMQ doing the work that the benchmark measures: worker processes of their own, this one submits.
Prints one line of JSON. A wrong or missing result ends with exit code 1. The Redis is emptied first.

  node run.mjs --redis HOST:PORT [options]

  --tasks N         tasks of the throughput measurement (20000)
  --batch N         jobs in one addBulk (200)
  --callers N       addBulk calls at the same time (4)
  --warm-up N       tasks before, which do not count (20000)
  --workers N       worker processes (1)
  --concurrency N   jobs at a time in each worker process (100)
  --rate N          jobs a second while latency is measured (200)
  --seconds N       how long latency is measured; 0 leaves it out (30)
`;

const text = (value) => ({ type: 'string', default: value });
const { values } = parseArgs({
  options: {
    redis: { type: 'string' },
    tasks: text('20000'),
    batch: text('200'),
    callers: text('4'),
    'warm-up': text('20000'),
    workers: text('1'),
    concurrency: text('100'),
    rate: text('200'),
    seconds: text('30'),
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help || !values.redis) {
  (values.help ? process.stdout : process.stderr).write(usage);
  process.exit(values.help ? 0 : 2);
}

const number = (name) => Number(values[name]);
const [host, port] = values.redis.split(':');
const connection = { host, port: Number(port), maxRetriesPerRequest: null };

// The same tasks in every run.
let state = 1;
const random = () => (state = (state * 48271) % 2147483647) % 1000000;
const next = () => ({ a: random(), b: random() });

const queue = new Queue(queueName, { connection });
// obliterate() takes minutes when there is much.
const store = new Redis(connection);
await store.flushdb();
const script = new URL('./worker.mjs', import.meta.url);
const workers = Array.from({ length: number('workers') }, () => fork(script, [host, port, values.concurrency]));
try {
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  if (number('warm-up') > 0) {
    await throughput(queue, number('warm-up'), number('batch'), number('callers'), next);
  }
  const rates = await throughput(queue, number('tasks'), number('batch'), number('callers'), next);
  const figures = {
    tasks: number('tasks'),
    submissionsPerSecond: Math.round(rates.submissionsPerSecond),
    tasksPerSecond: Math.round(rates.tasksPerSecond),
  };
  if (number('seconds') > 0) {
    // From the newest event on, and not from whenever the listener's first read arrives: what ends before that would be missed.
    const [[lastEventId]] = await store.xrevrange(queue.toKey('events'), '+', '-', 'COUNT', 1);
    const events = new QueueEvents(queueName, { connection, lastEventId });
    await events.waitUntilReady();
    const results = new Results(events);
    await latency(queue, results, number('rate'), 5, next);
    const times = (await latency(queue, results, number('rate'), number('seconds'), next)).sort((a, b) => a - b);
    const at = (percent) => Number(times[Math.ceil((percent * times.length) / 100) - 1].toFixed(2));
    Object.assign(figures, { p50Ms: at(50), p95Ms: at(95), p99Ms: at(99), maxMs: at(100) });
  }
  console.log(JSON.stringify({ system: 'bullmq', measurement: 'all', ...figures }));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  workers.forEach((worker) => worker.kill());
  // Open connections would keep it alive.
  process.exit();
}
