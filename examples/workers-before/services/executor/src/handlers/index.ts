import type { TaskSpec } from '@acme/shared';
import { deliverWebhook } from './deliver-webhook.ts';
import { digestDocument } from './digest-document.ts';
import { exportDataset } from './export-dataset.ts';
import { renderDocument } from './render-document.ts';

export interface HandlerContext {
  /** Aborted when the task's time is up. */
  signal: AbortSignal;
}

export function handle(spec: TaskSpec, context: HandlerContext): Promise<string> {
  switch (spec.kind) {
    case 'webhook.deliver':
      return deliverWebhook(spec.input, context);
    case 'document.digest':
      return digestDocument(spec.input);
    case 'document.render':
      return renderDocument(spec.input);
    case 'dataset.export':
      return exportDataset(spec.input, context);
  }
}
