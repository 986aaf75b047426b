import { STATUS_NAMES } from '../contract/status.ts';
import { MANY, type Kind, type ShapeName } from './schema-kinds.ts';

// What values there are, and the keys that stand in several shapes.
export const text = { is: 'text' } as const;
export const flag = { is: 'flag' } as const;
export const json = { is: 'json' } as const;
export const message = { is: 'message' } as const;
export const matcher = { is: 'matcher' } as const;
export const metadata = { is: 'metadata' } as const;
export const duration = { is: 'duration' } as const;
export const shape = (of: ShapeName): Kind => ({ is: 'shape', of });
export const list = (of: Kind, least = 0): Kind => ({ is: 'list', of, least });
export const either = (...of: Kind[]): Kind => ({ is: 'either', of });
export const integer = (least: number, most = MANY): Kind => ({ is: 'integer', least, most });
export const delay = either(duration, shape('delay'));
export const wait = { kind: delay, doc: 'Waits so long before: 120ms, 1.5s, 2m, or a distribution.' } as const;
export const status = {
  kind: { is: 'status' },
  doc: `The status: ${STATUS_NAMES.join(', ')}, or its number.`,
} as const;
export const details = {
  kind: list(message),
  doc: 'Status details: messages with "@type"; those of google.rpc are always there.',
} as const;
export const trailers = {
  kind: metadata,
  doc: 'Metadata at the end of the call; values of *-bin keys are base64.',
} as const;
export const headers = {
  kind: metadata,
  doc: 'Metadata before the first message; values of *-bin keys are base64.',
} as const;
export const generated = {
  kind: { is: 'boolean' },
  doc: 'True: what is not given is filled from the world or generated data.',
} as const;
