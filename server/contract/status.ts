/** The seventeen gRPC status codes, in order: the index is the code. Source: grpc/grpc doc/statuscodes.md. */
export const STATUS_NAMES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

export type StatusName = (typeof STATUS_NAMES)[number];

/** Codes by name: `Code.NOT_FOUND === 5`. */
export const Code = Object.fromEntries(STATUS_NAMES.map((name, code) => [name, code])) as {
  readonly [N in StatusName]: number;
};

/** The name of a code; a code outside 0…16 is UNKNOWN, as gRPC asks. */
export function statusName(code: number): StatusName {
  return STATUS_NAMES[code] ?? 'UNKNOWN';
}

/** Who a status blames; the page draws a hue and a glyph for each. */
export type StatusClass = 'ok' | 'client' | 'server' | 'deadline' | 'cancel';

/** OK → ok, 1 → cancel, 4 → deadline, 2 and 13 to 15 → server, the rest → client. */
export function statusClass(code: number): StatusClass {
  if (code === 0) return 'ok';
  if (code === 1) return 'cancel';
  if (code === 4) return 'deadline';
  return code === 2 || (code >= 13 && code <= 15) ? 'server' : 'client';
}

/** How a call ended. */
export interface Status {
  readonly code: number;
  readonly name: StatusName;
  readonly message: string;
}

/** A status by name. */
export function status(name: StatusName, message = ''): Status {
  return { code: Code[name], name, message };
}
