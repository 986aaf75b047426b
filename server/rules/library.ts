import type { DescMessage, Message } from '@bufbuild/protobuf';

/** A rule that a message breaks. */
export interface Breach {
  /** The fields on the way, from the message down: `lines[2].price`; empty for a rule of the message itself. */
  readonly path: string;
  /** The first of them; undefined for a rule of the message itself. */
  readonly field: string | undefined;
  /** How many fields the path has: 1 for the message's own, its items and entries. */
  readonly depth: number;
  readonly rule: string;
  readonly message: string;
}

/** Protovalidate, as far as it is used here. */
export interface RulesLibrary {
  /** All rules that a message breaks, or why they cannot be applied to it. */
  check(desc: DescMessage, message: Message): readonly Breach[] | { readonly error: string };
}

let loaded: RulesLibrary | undefined;

/**
 * Loads protovalidate, whose 100 ms at the start only those pay whose schema has rules that need it: expressions, and
 * the check of requests. To be awaited before the first call; until then expressions are not looked at.
 */
export async function loadRulesLibrary(): Promise<RulesLibrary> {
  loaded ??= (await import('./protovalidate.ts')).createLibrary();
  return loaded;
}

/** Once it is loaded. */
export const rulesLibrary = (): RulesLibrary | undefined => loaded;

/** Whether a schema has rules that are for the library. */
export const needsRulesLibrary = (files: ReadonlyMap<string, unknown>): boolean =>
  files.has('buf/validate/validate.proto');

/** Files whose annotations are rules. */
export const RULE_FILES: readonly string[] = [
  'buf/validate/validate.proto',
  'validate/validate.proto',
  'protoc-gen-openapiv2/options/annotations.proto',
];

/** Whether a schema can have rules at all. */
export const hasRules = (files: ReadonlyMap<string, unknown>): boolean => RULE_FILES.some((name) => files.has(name));
