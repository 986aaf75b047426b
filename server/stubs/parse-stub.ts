import { textKey } from '../generate/hash.ts';
import { nodeText } from './json-line.ts';
import type { JsonNode } from '../codec/json-text.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { ParseContext } from './parse-context.ts';
import { readFault } from './parse-fault.ts';
import { readMethod, readService, type NamedService } from './parse-method.ts';
import { readReply } from './parse-reply.ts';
import { readScript } from './parse-script.ts';
import { quoted, readShape, type Members, type ReadMember } from './parse-shape.ts';
import { readWhen } from './parse-when.ts';
import type { ReplySpec, SequenceSpec, StubSpec } from './spec.ts';

const LONGEST_NAME = 200;

/**
 * One of `stubs:`. Undefined where anything in it is a problem, or where its service is unknown: a stub is whole, or it
 * answers nothing.
 */
export function readStub(
  ctx: ParseContext,
  node: JsonNode,
  index: number,
  fileService: NamedService | undefined,
  unmatched: StubSpec['unmatched'] = null,
): StubSpec | undefined {
  const before = ctx.count;
  const path = `stubs[${index}]`;
  const members = readShape(ctx, node, 'stub', path);
  if (!members) return undefined;
  const id = readName(ctx, members, 'id') ?? `${ctx.file}#${index + 1}`;
  const name = readName(ctx, members, 'name') ?? '';
  const session = readName(ctx, members, 'session') ?? null;
  const scenario = readScenario(ctx, members.get('scenario'));
  const faulty = members.get('fault');
  const fault = faulty ? (readFault(ctx, faulty) ?? null) : null;
  const own = members.get('service');
  const service = own ? readService(ctx, own) : fileService;
  const written = members.get('method');
  const method = written && readMethod(ctx, written, service);
  if (!method) return undefined;
  if (own) checkService(ctx, own, service, method);
  const when = readWhen(ctx, members.get('when'), method);
  const does = readDoes(ctx, members, method, service);
  if (!does || ctx.count > before) return undefined;
  return {
    id,
    text: keyText(nodeText(node)),
    name,
    method,
    place: ctx.place(node, path),
    enabled: members.boolean('enabled') ?? true,
    priority: members.number('priority') ?? 0,
    when,
    does,
    scenario,
    times: members.number('times') ?? null,
    session,
    fault,
    unmatched,
  };
}

const keyText = (text: string): string => {
  const { a, b } = textKey(text);
  return `${a} ${b}`;
};

/** Two names of a service that differ. */
function checkService(
  ctx: ParseContext,
  own: ReadMember,
  service: NamedService | undefined,
  { service: of }: SchemaMethod,
): void {
  if (service?.known && service.name !== of.name)
    ctx.report(
      own.at,
      own.path,
      'stub-conflict',
      `The method is one of ${of.name}, and not of ${service.name}.`,
      'Remove service, or correct it.',
    );
}

function readDoes(
  ctx: ParseContext,
  members: Members,
  method: SchemaMethod,
  service: NamedService | undefined,
): StubSpec['does'] | undefined {
  const reply = members.get('reply');
  if (reply) return readReply(ctx, reply.node, reply.path, method);
  const replies = members.get('replies');
  if (replies) return readReplies(ctx, replies, members.text('afterLast'), method);
  const script = members.get('script');
  if (script) return readScript(ctx, script, method, service);
  return { kind: 'fault' };
}

function readReplies(
  ctx: ParseContext,
  { node, path }: ReadMember,
  afterLast: string | undefined,
  method: SchemaMethod,
): SequenceSpec {
  const replies =
    node.kind === 'array'
      ? node.items.flatMap((item, index): readonly ReplySpec[] => {
          const reply = readReply(ctx, item, `${path}[${index}]`, method);
          return reply ? [reply] : [];
        })
      : [];
  const after = afterLast === 'cycle' ? 'cycle' : afterLast === 'fall through' ? 'fall_through' : 'repeat';
  return { kind: 'replies', replies, afterLast: after };
}

function readScenario(ctx: ParseContext, member: ReadMember | undefined): StubSpec['scenario'] {
  const members = member && readShape(ctx, member.node, 'scenario', member.path);
  const name = members && readName(ctx, members, 'name');
  if (!members || name === undefined) return null;
  return { name, requires: readName(ctx, members, 'requires') ?? null, then: readName(ctx, members, 'then') ?? null };
}

/** A name that people give: one line, and not empty. */
function readName(ctx: ParseContext, members: Members, key: string): string | undefined {
  const text = members.text(key);
  const member = members.get(key);
  if (text === undefined || !member) return undefined;
  const { node, path } = member;
  if (text.trim() === '')
    return ctx.report(node.at, path, 'stub-range', `This ${key} is empty.`, `Write one, or remove the key.`);
  if (text.length > LONGEST_NAME)
    return ctx.report(
      node.at,
      path,
      'stub-range',
      `This ${key} has ${text.length} characters.`,
      `Write at most ${LONGEST_NAME}.`,
    );
  // Control characters would break lists and logs.
  if (/\p{Cc}/u.test(text))
    return ctx.report(
      node.at,
      path,
      'stub-range',
      `${quoted(text)} has a control character.`,
      'Write one line of text.',
    );
  return text;
}
