import type { PrintComments } from './print-comments.ts';
import type { PrintOptions } from './print-options.ts';

/** What the parts of the printer share while they print one file. */
export interface PrintContext {
  readonly syntax: 'proto2' | 'proto3' | 'editions';
  readonly comments: PrintComments;
  readonly options: PrintOptions;
  /** A type as it is said within `scope`; the name as it stands in the descriptor. */
  typeName(name: string, scope: string): string;
}

/** Why a descriptor cannot be written as text. */
export class PrintError extends Error {}

/** The name itself; a hostile one could be any text. */
export function identifier(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name)) return name;
  throw new PrintError(`${JSON.stringify(name.slice(0, 100))} is no name that proto can write`);
}

/** `a.b.c`, checked part by part. */
export function dotted(name: string): string {
  name.split('.').forEach(identifier);
  return name;
}
