import { logging } from '@acme/shared/logging';
import type { TaskMessage } from '@acme/shared';
import { withContext, withLogs } from 'linestamp/runtime';
import { take } from './take.ts';

/** Consumes the queue of tasks. A message that is not acknowledged comes again, and at last to the dead letters. */
export default withLogs(
  {
    async queue(batch: MessageBatch<TaskMessage>, env: Env) {
      await Promise.all(batch.messages.map((message) => withContext(message.body, () => take(message, env))));
    },
    async fetch() {
      return new Response('the executor takes its tasks from a queue\n', { status: 404 });
    },
  },
  logging,
);
