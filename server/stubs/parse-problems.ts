/** Every code that a problem of a file of stubs can have of its own. Codes are stable; those of YAML and ProtoJSON come besides. */
export const STUB_PROBLEM_CODES = {
  'stub-unknown-key': 'A key is none of those that can stand there.',
  'stub-duplicate-key': 'A key stands twice in one object.',
  'stub-wrong-type': 'A value is of another type than its key wants.',
  'stub-missing-key': 'A key is missing that must be there.',
  'stub-conflict': 'Two things contradict each other, or one makes the other meaningless.',
  'stub-range': 'A number, or a text, is out of the range that it can have.',
  'stub-unknown-choice': 'A word is none of those that can stand there.',
  'stub-unknown-service': 'The schema has no such service.',
  'stub-unknown-method': 'The service has no such method.',
  'stub-kind': 'A reply or a condition does not fit the kind of the method.',
  'stub-duplicate-id': 'Two stubs of a file have the same id.',
  'stub-operator': 'An operator is not known, or does not fit the field that it stands on.',
  'stub-value': 'A value of a matcher does not fit the field that it stands on.',
  'stub-duration': 'A delay is not written as one, or is too long.',
  'stub-status': 'There is no such status.',
  'stub-template': 'A template is not closed, is empty, or stands where there can be none.',
  'stub-metadata': 'A key or a value of metadata cannot be sent.',
  'stub-unknown-type': 'The schema has no such message.',
  'stub-other-template': 'A text has a template as other tools write it, and is sent as it stands.',
  'stub-state': 'A stub needs a state to which nothing leads.',
  'stub-hidden': 'Another stub takes each call of a stub first, and always answers.',
  'stub-behind-handler': 'A handler answers the method of a stub, so that the stub never does.',
  'script-unheard': 'Messages of a call fitted no event of the script that answered it.',
  'stub-template-failed': 'An expression failed when a call was answered; the call ended with INTERNAL.',
} as const;

export type StubProblemCode = keyof typeof STUB_PROBLEM_CODES;
