import { logger } from '@acme/logger';
import type { TaskMessage } from '@acme/shared';
import { withContext } from 'linestamp/runtime';

/** What the executor could not take, however often it was delivered, ends its attempt here. */
export async function buryDead(batch: MessageBatch<TaskMessage>, env: Env): Promise<void> {
  await Promise.all(batch.messages.map((message) => withContext(message.body, () => bury(message, env))));
}

async function bury(message: Message<TaskMessage>, { QUEUES }: Env): Promise<void> {
  const { body } = message;
  logger.error(`no executor took task ${body.task_id}`, { event_type: 'task_message_dead', task_id: body.task_id, attempt: body.attempt });
  await QUEUES.getByName(body.workspace_id).report(body, { status: 'failed', error: 'no executor took the task' });
  message.ack();
}
