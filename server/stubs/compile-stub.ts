import type { Problem } from '../contract/problem.ts';
import {
  asksWorld,
  loadCel,
  namedResources,
  needsCel,
  useResources,
  type CelNames,
  type NamedResources,
} from './cel-library.ts';
import { compileReply } from './compile-reply.ts';
import { compileScript, variablesOf } from './compile-script.ts';
import { compileWhen } from './compile-when.ts';
import type { LineIndex } from './line-index.ts';
import { stubTypes } from './schema-types.ts';
import type { Place, StubSpec } from './spec.ts';
import type { CallSoFar, CompiledReply, CompiledScript, CompiledStub, TemplateScope } from './stub.ts';
import { celCondition, type TemplateContext } from './template.ts';

/**
 * Loads what these stubs need beside the code that is there. To be awaited before they are compiled. `resources`: of the
 * schema that they are for; asked where an expression asks the world.
 */
export async function prepareStubs(
  specs: readonly StubSpec[],
  resources?: () => Promise<NamedResources>,
): Promise<void> {
  if (specs.some(needsCel)) await loadCel();
  const asking = resources ? specs.filter(asksWorld) : [];
  if (!resources || asking.length === 0) return;
  const named = await resources();
  for (const { method } of asking) useResources(method.types, named);
}

const NO_VARIABLES: ReadonlyMap<string, unknown> = new Map();

/** A stub that can be matched and can answer, or what is wrong with its patterns and expressions. `lines`: of its text. */
export function compileStub(
  spec: StubSpec,
  added = 0,
  lines?: LineIndex,
): { readonly stub: CompiledStub } | { readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const hear =
    (code: string) =>
    (place: Place, message: string, hint?: string): void => {
      const { file, line, at, path } = place;
      const where = lines?.at(at) ?? { line };
      problems.push({
        severity: 'error',
        code,
        message,
        ...(hint === undefined ? {} : { hint }),
        file,
        ...where,
        path,
      });
    };
  const { method, does } = spec;
  const names: CelNames = {
    types: method.types,
    input: method.desc.input,
    variables: does.kind === 'script' ? variablesOf(does) : [],
    resources: namedResources(method.types),
  };
  const types = stubTypes(method.types);
  const matches = { types, fault: hear('stub-operator') };
  const templates: TemplateContext = { names, types, fault: hear('stub-template') };
  const matcher = compileWhen(spec.when, method, matches, (cel) =>
    celCondition(cel, { ...templates, names: { ...names, variables: [], resources: null } }, scopeOf),
  );
  const { path } = spec.place;
  const replies: (CompiledReply | CompiledScript)[] =
    does.kind === 'reply'
      ? [compileReply(does, `${path}.reply`, templates)]
      : does.kind === 'replies'
        ? does.replies.map((reply, index) => compileReply(reply, `${path}.replies[${index}]`, templates))
        : does.kind === 'script'
          ? [compileScript(does, `${path}.script`, templates, matches)]
          : [];
  return problems.length > 0 ? { problems } : { stub: { spec, matcher, replies, added } };
}

/** What would stand against these, were they to come in, and against which. `lines`: of the text that they were read from. */
export function triedStubs(
  specs: readonly StubSpec[],
  lines?: LineIndex,
): {
  readonly problems: readonly Problem[];
  readonly broken: ReadonlySet<StubSpec>;
} {
  const problems: Problem[] = [];
  const broken = new Set<StubSpec>();
  for (const spec of specs) {
    const compiled = compileStub(spec, 0, lines);
    if ('stub' in compiled) continue;
    broken.add(spec);
    problems.push(...compiled.problems);
  }
  return { problems, broken };
}

/** In conditions, `count` is the number of messages, and there is no clock. */
const scopeOf = (call: CallSoFar): TemplateScope => ({
  call,
  variables: NO_VARIABLES,
  hit: call.count,
  seed: '',
  now: 0,
});

/** All of them, or what is wrong with some. `added`: see `CompiledStub`. */
export function compileAll(
  specs: readonly StubSpec[],
  added: (spec: StubSpec) => number,
): { readonly stubs: readonly CompiledStub[]; readonly problems: readonly Problem[] } {
  const stubs: CompiledStub[] = [];
  const problems: Problem[] = [];
  for (const spec of specs) {
    const compiled = compileStub(spec, added(spec));
    if ('stub' in compiled) stubs.push(compiled.stub);
    else problems.push(...compiled.problems);
  }
  return { stubs, problems };
}
