import { isSecretKey } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import type { Schema, SchemaMethod } from '../schema/registry.ts';
import { compileStub, prepareStubs } from './compile-stub.ts';
import { parseWhen } from './parse-parts.ts';
import type { MatchSpec, StubSpec, WhenSpec } from './spec.ts';
import type { VerifyTarget } from './verify.ts';

/** A matcher as `when:` of a stub has it, for calls that were received; or what is wrong with it, by path. */
export async function compileTarget(
  method: SchemaMethod,
  when: unknown,
  schema: Schema,
): Promise<VerifyTarget | { readonly problems: readonly Problem[] }> {
  const parsed = parseWhen(when ?? {}, method, schema);
  if ('problems' in parsed) return parsed;
  const { when: asked } = parsed;
  const compiled = await compiledWhen(method, asked);
  // A value has paths but no lines.
  if ('problems' in compiled)
    return { problems: compiled.problems.map(({ file: _, line: __, ...problem }) => problem) };
  const { matcher } = compiled.stub;
  const secrets = (asked.metadata ?? []).filter(({ key, match }) => isSecretKey(key) && !isExistence(match));
  if (secrets.length === 0) return { method, matcher };
  // What is asked for is not told either: tests print why they fail.
  const open = (asked.metadata ?? []).filter((one) => !secrets.includes(one));
  const rest = await compiledWhen(method, { ...asked, metadata: open });
  const words = 'stub' in rest ? rest.stub.matcher.words : '';
  const hidden = secrets.map(({ key }) => `${key} as asked for`);
  return { method, matcher, words: [...(words === '' ? [] : [words]), ...hidden].join(', ') };
}

const isExistence = (match: MatchSpec): boolean => match.is === 'op' && match.op === '$exists';

async function compiledWhen(method: SchemaMethod, when: WhenSpec): Promise<ReturnType<typeof compileStub>> {
  const spec: StubSpec = {
    id: 'when',
    text: '',
    name: '',
    method,
    place: { file: 'when', line: 1, lastLine: 1, at: 0, path: '' },
    enabled: true,
    priority: 0,
    when,
    does: { kind: 'fault' },
    scenario: null,
    times: null,
    session: null,
    fault: null,
    unmatched: null,
  };
  await prepareStubs([spec]);
  return compileStub(spec);
}
