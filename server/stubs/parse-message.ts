import type { DescMessage, Registry } from '@bufbuild/protobuf';
import { encodeNode } from '../codec/encode-json.ts';
import { describeNode } from '../codec/encode-scalar.ts';
import type { JsonNode } from '../codec/json-text.ts';
import { plainValue } from '../codec/yaml-text.ts';
import type { ParseContext } from './parse-context.ts';
import { fillNode, writtenNode } from './parse-filled.ts';
import { OTHER_TEMPLATE } from './parse-hints.ts';
import { quoted } from './parse-shape.ts';
import { isConstant, splitTemplate } from './parse-template.ts';
import { stubTypes } from './schema-types.ts';
import type { ValueSpec } from './spec.ts';

/** Text that may be a template: the text of a status, a value of metadata. Undefined where it is none. */
export function readText(ctx: ParseContext, node: JsonNode, path: string): ValueSpec | undefined {
  if (node.kind !== 'string') {
    const hint = node.kind === 'number' || node.kind === 'boolean' ? 'Put it in double quotes.' : undefined;
    return ctx.report(node.at, path, 'stub-wrong-type', `Expected text, found ${describeNode(node)}.`, hint);
  }
  return readJson(ctx, node, path);
}

/** A value of any shape whose texts may be templates. */
export function readJson(ctx: ParseContext, node: JsonNode, path: string): ValueSpec | undefined {
  const constant = checkTemplates(ctx, node, path);
  if (constant === undefined) return undefined;
  const written = constant ? resolved(node) : node;
  return { json: plainValue(written), node: written, constant, place: ctx.place(node, path), desc: null, bytes: null };
}

/**
 * ProtoJSON of a message, held against its type as far as it is constant. `partial`: something else fills what is not
 * given, so that nothing is missing, and there are no bytes yet.
 */
export function readMessage(
  ctx: ParseContext,
  { desc, types, partial }: { readonly desc: DescMessage; readonly types: Registry; readonly partial: boolean },
  node: JsonNode,
  path: string,
): ValueSpec | undefined {
  const constant = checkTemplates(ctx, node, path);
  if (constant === undefined) return undefined;
  const all = stubTypes(types);
  const written = writtenNode(desc, constant ? resolved(node) : node, all);
  const known = constant ? written : fillNode(ctx, desc, written, path, all);
  const bytes = known && encodeNode(desc, known, ctx.findings, path, all, { partial });
  if (!bytes) return undefined;
  return {
    json: plainValue(written),
    node: written,
    constant,
    place: ctx.place(node, path),
    desc,
    bytes: constant && !partial ? bytes : null,
  };
}

/** Whether no text of it is a template; undefined where one of them is malformed. */
function checkTemplates(ctx: ParseContext, node: JsonNode, path: string): boolean | undefined {
  switch (node.kind) {
    case 'string': {
      if (OTHER_TEMPLATE.test(node.value))
        ctx.warn(
          node.at,
          path,
          'stub-other-template',
          `${quoted(node.value)} is sent as it stands: {{ }} is no template here.`,
          'Write ${request.name}.',
        );
      if (!node.value.includes('${')) return true;
      const split = splitTemplate(node.value);
      if ('parts' in split) return isConstant(split.parts);
      return ctx.report(node.at, path, 'stub-template', split.fault.message, split.fault.hint);
    }
    case 'array':
      return allOf(node.items.map((item, index) => checkTemplates(ctx, item, `${path}[${index}]`)));
    case 'object':
      return allOf(
        node.members.map(({ key, keyAt, value }) => {
          const at = `${path}.${key.slice(0, 100)}`;
          if (key.includes('${'))
            return ctx.report(
              keyAt,
              at,
              'stub-template',
              'A key cannot be a template.',
              'Write the whole object as one expression: "${ {request.key: 1} }".',
            );
          return checkTemplates(ctx, value, at);
        }),
      );
    default:
      return true;
  }
}

const allOf = (parts: readonly (boolean | undefined)[]): boolean | undefined =>
  parts.includes(undefined) ? undefined : !parts.includes(false);

/** Constant, with `$${` resolved. */
function resolved(node: JsonNode): JsonNode {
  switch (node.kind) {
    case 'string': {
      if (!node.value.includes('${')) return node;
      const split = splitTemplate(node.value);
      return 'parts' in split ? { ...node, value: split.parts.join('') } : node;
    }
    case 'array':
      return { ...node, items: node.items.map(resolved) };
    case 'object':
      return { ...node, members: node.members.map((member) => ({ ...member, value: resolved(member.value) })) };
    default:
      return node;
  }
}

/** A value that must be the same for each call, with `$${` resolved; undefined where a template stands in it. */
export function constantNode(ctx: ParseContext, node: JsonNode, path: string): JsonNode | undefined {
  const constant = checkTemplates(ctx, node, path);
  if (constant) return resolved(node);
  if (constant === undefined) return undefined;
  return ctx.report(
    node.at,
    path,
    'stub-template',
    'There are no templates in what a call is matched with.',
    'Write the condition as cel:, or $${ for the characters themselves.',
  );
}
