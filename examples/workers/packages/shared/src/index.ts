export * from './log-event.ts';
export * from './records.ts';
export * from './result.ts';
export * from './retry.ts';
export * from './scope.ts';
export * from './services.ts';
export * from './tasks.ts';
