#!/usr/bin/env node
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import amqp from 'amqplib';

const usage = `Submits a task over RabbitMQ and waits for its result over HTTP.

  submit.mjs [options] NAME [ARGS]   NAME such as math.add, ARGS as JSON, such as '{"a": 1, "b": 2}'

  --amqp URL         a node of RabbitMQ; may be repeated (AMQP_URL, or amqp://guest:guest@127.0.0.1:5672/)
  --status URL       StatusQuery (STATUS_URL, or http://127.0.0.1:5081)
  --api-key KEY      where StatusQuery asks for one (API_KEY)
  --id ID            the task's id: the same one again submits nothing new (a new one)
  --queue NAME       the queue to run it from (default)
  --delay TIME       when to run it, such as 30s (at once)
  --timeout SECONDS  how long to wait for its end (60)

Prints the task's document. Ends with 0 if the task succeeded, 1 if it did not, 2 if it could not be submitted, 3 if it
has not ended in time.`;

const queue = 'submit-task';
const ends = new Set(['Succeeded', 'Failed', 'Canceled', 'Expired']);

/** Resolves when the broker has the task. Repeating is harmless: the task has an id. */
async function publish(addresses, task, traceparent, tries = 5) {
    for (let attempt = 0; ; attempt++) {
        try {
            return await publishOnce(addresses[attempt % addresses.length], task, traceparent);
        } catch (error) {
            if (attempt + 1 >= tries) throw error;
            await sleep(1000);
        }
    }
}

async function publishOnce(address, task, traceparent) {
    const connection = await amqp.connect(address, { timeout: 10_000 });
    // Without a listener an 'error' would end the process; whoever waits is told by the rejected promise.
    connection.on('error', () => {});
    try {
        const channel = await connection.createConfirmChannel();
        channel.on('error', () => {});
        let isReturned = false;
        // A message that no queue takes comes back before it is confirmed.
        channel.on('return', () => (isReturned = true));
        channel.publish('', queue, Buffer.from(JSON.stringify(task)), {
            contentType: 'application/json',
            persistent: true,
            mandatory: true,
            messageId: task.id,
            headers: { traceparent },
        });
        await channel.waitForConfirms();
        if (isReturned) throw new Error(`There is no queue ${queue}: Producer has not run on this broker yet.`);
    } finally {
        await connection.close().catch(() => {});
    }
}

/** Resolves to the task's document at its end, or to undefined if that does not come in time. */
async function waitForEnd(statusUrl, id, apiKey, seconds) {
    const deadline = Date.now() + seconds * 1000;
    for (let left; (left = deadline - Date.now()) > 0; ) {
        const wait = Math.max(1, Math.min(30, Math.floor(left / 1000)));
        const response = await fetch(`${statusUrl.replace(/\/$/, '')}/api/v1/tasks/${id}?wait=${wait}s`, {
            headers: apiKey ? { 'X-Api-Key': apiKey } : {},
        }).catch(() => undefined);
        if (response?.ok) {
            const task = await response.json();
            if (ends.has(task.state)) return task;
        } else {
            // 404: Producer has not taken it yet. 429 and 503: later. Anything else stays as it is.
            if (response && ![404, 429, 503].includes(response.status)) throw new Error(`${response.status}: ${await response.text()}`);
            await sleep(200);
        }
    }
}

function read() {
    const { values, positionals } = parseArgs({
        allowPositionals: true,
        options: {
            amqp: { type: 'string', multiple: true, default: [process.env.AMQP_URL ?? 'amqp://guest:guest@127.0.0.1:5672/'] },
            status: { type: 'string', default: process.env.STATUS_URL ?? 'http://127.0.0.1:5081' },
            'api-key': { type: 'string', default: process.env.API_KEY ?? '' },
            id: { type: 'string', default: randomUUID() },
            queue: { type: 'string' },
            delay: { type: 'string' },
            timeout: { type: 'string', default: '60' },
            help: { type: 'boolean', short: 'h' },
        },
    });
    if (values.help) return { values };
    const [name, args = '{}', ...rest] = positionals;
    if (!name || rest.length > 0 || !(Number(values.timeout) > 0)) throw new Error('NAME is missing, or there is too much.');
    return { values, task: { id: values.id, name, args: JSON.parse(args), queue: values.queue, delay: values.delay } };
}

let options;
try {
    options = read();
} catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
}

const { values, task } = options;
if (values.help) {
    console.log(usage);
    process.exit(0);
}

try {
    await publish(values.amqp, task, `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`);
} catch (error) {
    console.error(`Not submitted: ${error.message || error}`);
    process.exit(2);
}

const end = await waitForEnd(values.status, task.id, values['api-key'], Number(values.timeout));
if (!end) {
    console.error(`Task ${task.id} has not ended within ${values.timeout} s.`);
    process.exit(3);
}
console.log(JSON.stringify(end, null, 2));
process.exit(end.state === 'Succeeded' ? 0 : 1);
