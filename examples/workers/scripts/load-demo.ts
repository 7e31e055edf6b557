import { messageOf, type LogRecord, type Task } from '@acme/shared';
import { createWriteStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

// Sends one task of each kind to a running API and waits for them:
// node scripts/load-demo.ts [http://localhost:8787] [report.log]

const [origin = 'http://localhost:8787', reportPath = 'demo.log'] = process.argv.slice(2);
const headers = { authorization: 'Bearer demo-key', 'content-type': 'application/json' };
const POLL_MS = 250;

const SPECS = [
  { kind: 'document.digest', input: { text: 'hello' } },
  {
    kind: 'document.render',
    input: { template: 'Dear {{ name }}, {{ greeting }}', values: { name: 'Ada', unused: '1' } },
  },
  { kind: 'dataset.export', input: { columns: ['a', 'b'], rows: [['1', 'x,y']] } },
  { kind: 'dataset.export', input: { columns: ['a', 'b'], rows: [['1']] } },
];

/** Where a Worker has the binding, a script has the console. */
class ConsoleLogs {
  readonly service = 'load-demo';

  async write(record: LogRecord): Promise<void> {
    console.log(JSON.stringify({ timestamp: Date.now(), service: this.service, ...record }));
  }

  async writeBatch(records: LogRecord[]): Promise<void> {
    for (const record of records) await this.write(record);
  }
}

const env = { LOGS: new ConsoleLogs() };
// An object of this process. On a service binding, `.bind` would itself be sent as a method's name.
const write = env.LOGS.write.bind(env.LOGS);

async function api<T>(path: string, init?: RequestInit): Promise<T> {
  const response = await allowed(path, init);
  if (!response.ok) {
    await write({ level: 'error', event_type: 'api_refused', message: `${path}: ${response.status}`, metadata: { body: await response.text() } });
    throw new Error(`${path}: ${response.status}`);
  }
  return (await response.json()) as T;
}

/** Asks, and where that is too often for the API, again when it says; it says so for its rate limit alone. */
async function allowed(path: string, init?: RequestInit): Promise<Response> {
  for (;;) {
    const response = await fetch(new URL(path, origin), { ...init, headers });
    const seconds = Number(response.headers.get('retry-after'));
    if (response.status !== 429 || !(seconds > 0)) return response;
    await response.body?.cancel();
    await write({ level: 'warn', event_type: 'api_rate_limited', message: `${path}: too many requests, again in ${seconds} s` });
    await sleep(seconds * 1_000);
  }
}

async function finished(id: string): Promise<Task> {
  for (;;) {
    const task = await api<Task>(`/v1/tasks/${id}`);
    if (task.state === 'done' || task.state === 'failed') return task;
    await sleep(POLL_MS);
  }
}

async function report(tasks: Task[]): Promise<void> {
  const LOGS = createWriteStream(reportPath);
  for (const task of tasks) {
    LOGS.write(`${task.state}\t${task.spec.kind}\t${task.output ?? task.error}\n`);
  }
  LOGS.end();
  console.log(`${tasks.length} tasks reported in ${reportPath}`);
}

try {
  const submitted = await Promise.all(
    SPECS.map((spec) => api<Task>('/v1/tasks', { method: 'POST', body: JSON.stringify(spec) })),
  );
  await write({ level: 'info', event_type: 'demo_submitted', message: `${submitted.length} tasks submitted` });
  const tasks = await Promise.all(submitted.map((task) => finished(task.id)));
  await env.LOGS.writeBatch(
    tasks.map(({ id, state, trace_id, error }) => ({
      level: state === 'done' ? 'info' : 'warn',
      event_type: 'demo_task_ended',
      message: error ?? `task ${id} ${state}`,
      trace_id,
    })),
  );
  await report(tasks);
} catch (cause) {
  await write({ level: 'error', event_type: 'demo_failed', message: messageOf(cause) });
  process.exitCode = 1;
}
