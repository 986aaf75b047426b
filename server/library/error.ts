import type { Problem } from '../contract/problem.ts';

/** What went wrong in the library, by its stable code. */
export const LIBRARY_ERRORS = {
  options: 'The options of `startUnderstudy` are not what they must be.',
  protos: 'Protos, or files beside them, have errors.',
  port: 'The port cannot be opened.',
  method: 'No method, or more than one, has this name.',
  stub: 'A stub is not what it must be.',
  handler: 'Handlers that were given are not what they must be.',
  verify: 'Calls did not come as they should have.',
  world: 'The world has no such thing, or cannot take it.',
  closed: 'The mock is closed.',
} as const;

export type LibraryErrorCode = keyof typeof LIBRARY_ERRORS;

const SHOWN = 5;

/** What promises of the library are rejected with: "Failed to <do> <what>: <why>. <hint>". */
export class UnderstudyError extends Error {
  readonly code: LibraryErrorCode;
  /** All that is wrong, with places and paths. */
  readonly problems: readonly Problem[];

  constructor(code: LibraryErrorCode, message: string, problems: readonly Problem[] = []) {
    super(message);
    this.name = 'UnderstudyError';
    this.code = code;
    this.problems = problems;
  }
}

/** `Failed to stub …: reply.message.prise: There is no field … . Did you mean price?`, a line for each where there are several. */
export function failed(code: LibraryErrorCode, what: string, problems: readonly Problem[]): UnderstudyError {
  const lines = problems.slice(0, SHOWN).map(line);
  if (problems.length > SHOWN) lines.push(`… and ${problems.length - SHOWN} more.`);
  return new UnderstudyError(code, `Failed to ${what}: ${lines.join('\n  ')}`, problems);
}

function line({ file, line, column, path, message, hint }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return [place && `${place}:`, path && `${path}:`, message, hint].filter(Boolean).join(' ');
}
