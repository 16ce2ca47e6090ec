// Submits in batches, and sees by the counters alone that all have ended.
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Job } from 'bullmq';
import { jobOptions } from './add.mjs';

export async function run(queue, tasks, batch, callers, next) {
  const before = await queue.getJobCounts('completed', 'failed');
  const data = Array.from({ length: tasks }, next);
  const ids = new Array(tasks);
  let index = 0;
  const call = async () => {
    while (index < tasks) {
      const from = index;
      index += batch;
      const jobs = data.slice(from, from + batch).map((one) => ({ name: 'math.add', data: one, opts: jobOptions }));
      (await queue.addBulk(jobs)).forEach((job, i) => (ids[from + i] = job.id));
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: callers }, call));
  const accepted = performance.now();
  for (;;) {
    const now = await queue.getJobCounts('completed', 'failed');
    if (now.failed > before.failed) {
      throw new Error('A job failed.');
    }
    if (now.completed - before.completed >= tasks) {
      break;
    }
    await sleep(20);
  }
  const ended = performance.now();
  for (let i = 0; i < tasks; i += Math.max(1, Math.floor(tasks / 500))) {
    const job = await Job.fromId(queue, ids[i]);
    if (job?.returnvalue !== data[i].a + data[i].b) {
      throw new Error(`Job ${ids[i]} should have returned ${data[i].a + data[i].b}: ${job?.returnvalue}`);
    }
  }
  return { submissionsPerSecond: (1000 * tasks) / (accepted - start), tasksPerSecond: (1000 * tasks) / (ended - start) };
}
