import { isSecretKey } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import type { Schema, SchemaMethod } from '../schema/registry.ts';
import { compileStub, prepareStubs } from './compile-stub.ts';
import { parseWhen } from './parse-parts.ts';
import type { StubSpec } from './spec.ts';
import type { VerifyTarget } from './verify.ts';

/** A matcher as `when:` of a stub has it, for calls that were received; or what is wrong with it, by path. */
export async function compileTarget(
  method: SchemaMethod,
  when: unknown,
  schema: Schema,
): Promise<VerifyTarget | { readonly problems: readonly Problem[] }> {
  const parsed = parseWhen(when ?? {}, method, schema);
  if ('problems' in parsed) return parsed;
  const problems = (parsed.when.metadata ?? []).flatMap(({ key, match }) =>
    isSecretKey(key) && !(match.is === 'op' && match.op === '$exists') ? [masked(key)] : [],
  );
  if (problems.length > 0) return { problems };
  const spec: StubSpec = {
    id: 'when',
    name: '',
    method,
    place: { file: 'when', line: 1, lastLine: 1, path: '' },
    enabled: true,
    priority: 0,
    when: parsed.when,
    does: { kind: 'fault' },
    scenario: null,
    times: null,
    session: null,
    fault: null,
    unmatched: null,
  };
  await prepareStubs([spec]);
  const compiled = compileStub(spec);
  if ('stub' in compiled) return { method, matcher: compiled.stub.matcher };
  // A value has paths but no lines.
  return { problems: compiled.problems.map(({ file: _, line: __, ...problem }) => problem) };
}

const masked = (key: string): Problem => ({
  severity: 'error',
  code: 'masked-metadata',
  message: `${key} is a secret: what it was is not kept.`,
  hint: 'Ask whether it was sent: { $exists: true }.',
  path: `when.metadata.${key}`,
});
