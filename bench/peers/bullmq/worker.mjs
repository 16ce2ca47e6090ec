// A worker process of its own, as in production. Arguments: host, port, concurrency. Writes "ready" when it takes jobs.
import { Worker } from 'bullmq';
import { add, queueName } from './add.mjs';

const [host, port, concurrency] = process.argv.slice(2);
const worker = new Worker(queueName, async (job) => add(job.data), {
  connection: { host, port: Number(port), maxRetriesPerRequest: null },
  concurrency: Number(concurrency),
});
worker.on('error', (error) => console.error(error.message));
await worker.waitUntilReady();
process.send('ready');
process.on('disconnect', () => process.exit());
