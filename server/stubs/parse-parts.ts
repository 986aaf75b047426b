import type { FaultSpec } from '../contract/stub.ts';
import type { Problem } from '../contract/problem.ts';
import { readYaml } from '../codec/yaml-node.ts';
import type { Schema, SchemaMethod } from '../schema/registry.ts';
import { ParseContext } from './parse-context.ts';
import { readFault } from './parse-fault.ts';
import type { ReadMember } from './parse-shape.ts';
import { readWhen } from './parse-when.ts';
import type { WhenSpec } from './spec.ts';

type Parsed<Name extends string, Value> = { readonly [Key in Name]: Value } | { readonly problems: readonly Problem[] };

/** Conditions as `when:` of a stub has them, of a value that came over the API or from the library. */
export function parseWhen(value: unknown, method: SchemaMethod, schema: Schema): Parsed<'when', WhenSpec> {
  const { ctx, member, problems } = readValue(value ?? {}, 'when', schema);
  const when = member && readWhen(ctx, member, method);
  const found = problems();
  return when && found.length === 0 ? { when } : { problems: found };
}

/** A fault as `fault:` of a stub has it. */
export function parseFault(value: unknown, schema: Schema): Parsed<'fault', FaultSpec> {
  const { ctx, member, problems } = readValue(value, 'fault', schema);
  const fault = member && readFault(ctx, member);
  const found = problems();
  return fault && found.length === 0 ? { fault } : { problems: found };
}

/** A value has paths but no lines. */
function readValue(
  value: unknown,
  key: string,
  schema: Schema,
): {
  readonly ctx: ParseContext;
  readonly member: ReadMember | undefined;
  readonly problems: () => readonly Problem[];
} {
  const text = asText(value);
  const ctx = new ParseContext(text ?? 'null', `${key}.json`, schema);
  if (text === undefined) ctx.report(0, key, 'stub-wrong-type', `${key} is no JSON.`, 'Write an object.');
  const node = text === undefined ? undefined : readYaml(text, ctx.file, ctx.findings);
  return {
    ctx,
    member: node && { at: node.at, node, path: key },
    problems: () => ctx.problems().map(({ file: _, line: __, column: ___, ...problem }) => problem),
  };
}

/** Undefined for what JSON cannot say: a circle, a function. 64-bit numbers of the library become text, as in ProtoJSON. */
function asText(value: unknown): string | undefined {
  try {
    // `stringify` is typed as always giving text, which it does not for undefined and functions.
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) as
      string | undefined;
  } catch {
    return undefined;
  }
}
