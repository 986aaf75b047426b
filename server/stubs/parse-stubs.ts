import type { JsonNode } from '../codec/json-text.ts';
import { readYaml } from '../codec/yaml-node.ts';
import type { Problem } from '../contract/problem.ts';
import type { Unmatched } from '../contract/stub.ts';
import type { Schema } from '../schema/registry.ts';
import { ParseContext } from './parse-context.ts';
import { readService } from './parse-method.ts';
import { quoted, readShape } from './parse-shape.ts';
import { readStub } from './parse-stub.ts';
import type { Place, StubSpec } from './spec.ts';

/** What a file of stubs says, by the schema of the day. */
export interface ParsedStubs {
  /** In the order of the file; each of them whole. */
  readonly stubs: readonly StubSpec[];
  /** Where its unmatched calls go; null where it says nothing. */
  readonly unmatched: Unmatched | null;
  /** In the order of the text, each with file, line, column and path; at most 100. */
  readonly problems: readonly Problem[];
  /** The stubs that something is wrong with: they answer nothing. */
  readonly leftOut: readonly Place[];
}

/** Stubs of one file. */
const MOST_STUBS = 10_000;

/**
 * Reads a file of stubs: YAML, or JSON where its name ends in `.json` or `format` says so. Never throws. A stub with a
 * problem is left out; the others of its file are not.
 */
export function parseStubs(text: string, file: string, schema: Schema, format?: 'json'): ParsedStubs {
  const ctx = new ParseContext(text, file, schema);
  const root = readYaml(text, format === 'json' ? 'stubs.json' : file, ctx.findings);
  if (!root || root.kind === 'null') return { stubs: [], unmatched: null, problems: ctx.problems(), leftOut: [] };
  /** What is wrong with the text itself, and not with what it says: doubled keys, tags. */
  const broken = ctx.problems().flatMap(({ line }) => line ?? []);
  const top = readShape(ctx, root, 'file', '');
  const named = top?.get('service');
  const service = named && readService(ctx, named);
  const said = top?.text('unmatched');
  const unmatched = said === 'world' || said === 'refuse' ? said : null;
  const list = top?.get('stubs')?.node;
  const items = list?.kind === 'array' ? list.items : [];
  if (items.length > MOST_STUBS)
    ctx.report(
      items[MOST_STUBS]!.at,
      `stubs[${MOST_STUBS}]`,
      'stub-range',
      `A file has at most ${MOST_STUBS} stubs.`,
      'Split it into several files.',
    );
  const stubs: StubSpec[] = [];
  const leftOut: Place[] = [];
  const ids = new Map<string, Place>();
  items.forEach((node, index) => {
    const place = ctx.place(node, `stubs[${index}]`);
    const within = broken.some((line) => line >= place.line && line <= place.lastLine);
    const stub = index < MOST_STUBS ? readStub(ctx, node, index, service, unmatched) : undefined;
    if (stub && !within && isNew(ctx, node, stub, ids)) stubs.push(stub);
    else leftOut.push(place);
  });
  return { stubs, unmatched, problems: ctx.problems(), leftOut };
}

function isNew(ctx: ParseContext, node: JsonNode, { id, place }: StubSpec, ids: Map<string, Place>): boolean {
  const other = ids.get(id);
  if (!other) {
    ids.set(id, place);
    return true;
  }
  const at = node.kind === 'object' ? (node.members.find(({ key }) => key === 'id')?.value.at ?? node.at) : node.at;
  ctx.report(
    at,
    `${place.path}.id`,
    'stub-duplicate-id',
    `${quoted(id)} is the id of ${other.path} in line ${other.line} already.`,
    'Choose another one.',
  );
  return false;
}
