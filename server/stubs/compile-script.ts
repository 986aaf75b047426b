import type { Condition } from '../contract/stub.ts';
import { compileEntries, compileStatus } from './compile-reply.ts';
import { compileMatch } from './compile-match.ts';
import type { MatchContext } from './match-leaf.ts';
import { messageShape, normal } from './match-shape.ts';
import { stubTypes } from './schema-types.ts';
import type { ActionSpec, MatchSpec, ScriptEventSpec, ScriptSpec } from './spec.ts';
import type { CompiledAction, CompiledEvent, CompiledScript } from './stub.ts';
import { messageTemplate, valueTemplate, type TemplateContext } from './template.ts';

/** Names that a script sets, in the order of the file. */
export const variablesOf = (script: ScriptSpec): readonly string[] => [
  ...new Set(
    script.events.flatMap((event) => event.do.flatMap((action) => (action.act === 'set' ? [action.name] : []))),
  ),
];

/** A script with its conditions and templates. */
export function compileScript(
  spec: ScriptSpec,
  path: string,
  templates: TemplateContext,
  matches: MatchContext,
): CompiledScript {
  return {
    kind: 'script',
    events: spec.events.map((event, index) => compileEvent(event, `${path}[${index}]`, templates, matches)),
  };
}

function compileEvent(
  { on, do: actions }: ScriptEventSpec,
  path: string,
  templates: TemplateContext,
  matches: MatchContext,
): CompiledEvent {
  const other = on.event === 'call' ? on.method.desc.input : undefined;
  const context = other ? { ...templates, names: { ...templates.names, other } } : templates;
  const heard = other ?? templates.names.input;
  const when = on.event === 'message' || on.event === 'call' ? on.when : null;
  return {
    on: on.event === 'message' ? { event: 'message' } : on.event === 'call' ? { event: 'call', method: on.method } : on,
    ...tester(when, heard, on.event === 'call' ? { ...matches, types: stubTypes(on.method.types) } : matches),
    do: actions.map((action, index) => compileAction(action, `${path}.do[${index}]`, context)),
  };
}

function tester(
  when: MatchSpec | null,
  desc: TemplateContext['names']['input'],
  context: MatchContext,
): Pick<CompiledEvent, 'matches' | 'because'> {
  if (!when) return { matches: () => true, because: () => undefined };
  const shape = messageShape(desc);
  const { test, explain } = compileMatch(when, shape, context);
  return {
    matches: (message) => message !== undefined && test(normal(shape, message), true),
    because(message) {
      const lines: Condition[] = [];
      explain(normal(shape, message), true, '', lines);
      const unmet = lines.find(({ met }) => !met);
      return (
        unmet &&
        `${unmet.what === '' ? 'message' : unmet.what} ${unmet.because.replace('; the stub asks for ', '; the event asks for ')}`
      );
    },
  };
}

function compileAction(action: ActionSpec, path: string, context: TemplateContext): CompiledAction {
  switch (action.act) {
    case 'send':
      return { ...action, message: messageTemplate(action.message, context, action.generated), path };
    case 'end':
      return {
        ...action,
        status: compileStatus(action.status, context),
        trailers: compileEntries(action.trailers, context),
        path,
      };
    case 'set':
      return { ...action, value: valueTemplate(action.value, context) };
    case 'headers':
      return { ...action, headers: compileEntries(action.headers, context) };
    case 'wait':
      return { ...action, path };
    case 'scenario':
      return action;
    default:
      return action satisfies never;
  }
}
