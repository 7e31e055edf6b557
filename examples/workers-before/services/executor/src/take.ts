import { logger } from '@acme/logger';
import { backoffMs, messageOf, type TaskMessage } from '@acme/shared';
import { execute } from './execute.ts';

const RETRY_BASE_MS = 2_000;

/**
 * Runs the task of a message. How the task ends is the coordinator's to know, which decides on another attempt; the
 * queue delivers again only what could not be fetched or reported.
 */
export async function take(message: Message<TaskMessage>, env: Env): Promise<void> {
  const { body, attempts } = message;
  try {
    const task = await env.COORDINATOR.begin(body);
    if (task) await env.COORDINATOR.report(body, await execute(env, task));
    else logger.info(`attempt ${body.attempt} of task ${body.task_id} is over`, { event_type: 'task_message_obsolete' });
    message.ack();
  } catch (cause) {
    logger.error(`coordinator: ${messageOf(cause)}`, { event_type: 'rpc_call_failed', task_id: body.task_id, delivery: attempts });
    message.retry({ delaySeconds: Math.ceil(backoffMs(attempts, RETRY_BASE_MS) / 1_000) });
  }
}
