/** Every code of a problem with handlers, and what it means. */
export const HANDLER_PROBLEM_CODES = {
  'handler-load': 'A file cannot be loaded, or exports nothing that answers: its last good version stays.',
  'handler-unknown-service': 'The schema has no service of this name.',
  'handler-unknown-method': 'The service has no method of this name.',
  'handler-twice': 'Two handlers answer the same method: the first one counts.',
  'handler-stray': 'Something went wrong that no open call is to blame for.',
  'handler-thread-ended': 'The thread of the handlers had to be ended, or ended by itself; it starts again.',
} as const;

export type HandlerProblemCode = keyof typeof HANDLER_PROBLEM_CODES;
