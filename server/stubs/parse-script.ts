import type { SchemaMethod } from '../schema/registry.ts';
import { readAction } from './parse-action.ts';
import type { ParseContext } from './parse-context.ts';
import { readDuration } from './parse-duration.ts';
import { readMessageMatch } from './parse-match.ts';
import { readMethod, type NamedService } from './parse-method.ts';
import { streamsDown } from './parse-reply.ts';
import { readShape, type Members, type ReadMember } from './parse-shape.ts';
import type { ActionSpec, MatchSpec, ScriptEventSpec, ScriptSpec } from './spec.ts';

type On = ScriptEventSpec['on'];

/** `script:` of a stub, for methods of all four kinds. */
export function readScript(
  ctx: ParseContext,
  { node, path }: ReadMember,
  method: SchemaMethod,
  service: NamedService | undefined,
): ScriptSpec | undefined {
  if (node.kind !== 'array') return undefined;
  const taken = new Set<string>();
  const events = node.items.flatMap((item, index): readonly ScriptEventSpec[] => {
    const members = readShape(ctx, item, 'event', `${path}[${index}]`);
    if (!members) return [];
    const on = readOn(ctx, members, method, service);
    if (on) unreached(ctx, members, on, taken);
    const actions = readActions(ctx, members.get('do'), method, on);
    return on ? [{ on, do: actions }] : [];
  });
  return { kind: 'script', events };
}

function readOn(
  ctx: ParseContext,
  members: Members,
  method: SchemaMethod,
  service: NamedService | undefined,
): On | undefined {
  const name = members.text('on');
  const every = members.get('every');
  if (name !== 'call') misplaced(ctx, members, 'method', 'on: call');
  if (name !== 'call' && name !== 'message') misplaced(ctx, members, 'when', 'on: message and on: call');
  if (every) {
    const everyMs = readDuration(ctx, every.node, every.path);
    if (everyMs !== undefined && everyMs < 1)
      ctx.report(
        every.at,
        every.path,
        'stub-range',
        'A timer needs some time between two turns.',
        'Write at least 1ms.',
      );
    return everyMs === undefined ? undefined : { event: 'timer', everyMs };
  }
  switch (name) {
    case 'open':
    case 'half_close':
    case 'cancel':
      return { event: name };
    case 'message':
      return { event: 'message', when: readOnMatch(ctx, members, method) };
    case 'call': {
      const other = members.get('method');
      if (!other)
        return ctx.report(
          members.at,
          `${members.path}.method`,
          'stub-missing-key',
          'on: call needs method.',
          'Write method: shop.v1.Catalog/UpdateProduct.',
        );
      const called = readMethod(ctx, other, service);
      return called && { event: 'call', method: called, when: readOnMatch(ctx, members, called) };
    }
    default:
      return undefined;
  }
}

/** The first event that a message or a call fits answers it: behind one that they all fit no other is heard. */
function unreached(ctx: ParseContext, members: Members, on: On, taken: Set<string>): void {
  if (on.event !== 'message' && on.event !== 'call') return;
  const what = on.event === 'message' ? 'message' : on.method.path;
  if (taken.has(what)) {
    const each = on.event === 'message' ? 'every message' : 'every such call';
    ctx.report(
      members.at,
      members.path,
      'stub-conflict',
      `An event before this one answers ${each}: this one is never heard.`,
      'Put it before that one, or say there when.',
    );
  }
  if (on.when === null) taken.add(what);
}

function readOnMatch(ctx: ParseContext, members: Members, { desc, types }: SchemaMethod): MatchSpec | null {
  const when = members.get('when');
  return (when && readMessageMatch(ctx, desc.input, types, when.node, when.path)) ?? null;
}

function misplaced(ctx: ParseContext, members: Members, key: string, where: string): void {
  const found = members.get(key);
  if (found) ctx.report(found.at, found.path, 'stub-conflict', `${key} goes with ${where} only.`, `Remove ${key}.`);
}

function readActions(
  ctx: ParseContext,
  member: ReadMember | undefined,
  method: SchemaMethod,
  on: On | undefined,
): readonly ActionSpec[] {
  if (member?.node.kind !== 'array') return [];
  const actions: ActionSpec[] = [];
  const one = !streamsDown(method);
  member.node.items.forEach((item, index) => {
    const path = `${member.path}[${index}]`;
    const read = readAction(ctx, item, path, method);
    const why = read.map((action) => senseless(action, actions, on, one)).find((fault) => fault !== undefined);
    if (why !== undefined)
      ctx.report(item.at, path, why[0] === '1' ? 'stub-kind' : 'stub-conflict', why.slice(1), 'Remove it.');
    actions.push(...read);
  });
  return actions;
}

/** Why an action can have no effect behind those before it; `1` in front where the kind of the method is to blame. */
function senseless(
  { act }: ActionSpec,
  before: readonly ActionSpec[],
  on: On | undefined,
  one: boolean,
): string | undefined {
  const did = (what: ActionSpec['act']): boolean => before.some((action) => action.act === what);
  if (did('end')) return ' The action before this ends the call.';
  const speaks = act === 'send' || act === 'end' || act === 'headers';
  if (speaks && on?.event === 'cancel') return ' Nobody hears what is said behind a cancel.';
  if (act === 'wait' && on?.event === 'cancel') return ' Nothing is waited for behind a cancel.';
  if (act === 'headers' && did('send')) return ' Headers come before the first message.';
  return act === 'send' && one && did('send') ? '1This method answers with one message.' : undefined;
}
