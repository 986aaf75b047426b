import { create, type Message } from '@bufbuild/protobuf';
import { encodeNode } from '../codec/encode-json.ts';
import { Findings } from '../codec/findings.ts';
import type { JsonNode } from '../codec/json-text.ts';
import { readYaml } from '../codec/yaml-node.ts';
import type { Problem } from '../contract/problem.ts';
import { idOf } from './entity-id.ts';
import { readBytes } from './entity-text.ts';
import { markCreated } from './marks.ts';
import type { Kind, ResourceIndex } from './resource-index.ts';
import { seedIds } from './seed-ids.ts';
import { readSection, type WrittenSection } from './seed-section.ts';
import { isGone, keepMarks, settleId, wrongId, type NotWritten } from './write-entity.ts';

/** A file of entities, read but not yet held against a schema. */
export interface SeedText {
  /** As a person names it. */
  readonly file: string;
  readonly text: string;
  /** Undefined where it is neither YAML nor JSON. */
  readonly root: JsonNode | undefined;
  readonly problems: readonly Problem[];
}

/** What a file says of one entity. */
export interface SeedEntity {
  readonly kind: Kind;
  readonly id: string;
  /** Undefined for one that is not there, though it would follow from the seed. */
  readonly message: Message | undefined;
  /** Soft-deleted. */
  readonly deleted: boolean;
  /** Deleted and made again: what lies below it does not follow from the seed. */
  readonly anew: boolean;
  /** 1-based. */
  readonly line: number;
}

/** What a file says, by the schema of the day. */
export interface SeedFile {
  readonly entities: readonly SeedEntity[];
  /** Keys of resources that hold nothing but what files and callers write. */
  readonly only: ReadonlySet<string>;
  /** In the order of the text, each with file, line and column. */
  readonly problems: readonly Problem[];
}

/** Reads a file of entities: YAML, or JSON where its name ends in `.json`. Never throws. */
export function readSeedText(text: string, file: string): SeedText {
  const findings = new Findings(text);
  const root = readYaml(text, file, findings);
  return { file, text, root: findings.count > 0 ? undefined : root, problems: placed(findings, file) };
}

const placed = (findings: Findings, file: string): readonly Problem[] =>
  findings.problems().map((problem) => ({ ...problem, file }));

/**
 * Holds a file against the resources of a schema. What is wrong is left out and told; everything else holds. Entities
 * without an id get one that follows from the seed and from what they say.
 */
export function bindSeed({ file, text, root, problems }: SeedText, index: ResourceIndex): SeedFile {
  const findings = new Findings(text);
  const entities: SeedEntity[] = [];
  const only = new Set<string>();
  if (root === undefined) return { entities, only, problems };
  const seen = new Map<string, SeedEntity>();
  for (const section of readSections(root, index, findings)) {
    const { kind, name } = section;
    if (section.only) only.add(kind.resource.key);
    const ids = seedIds(kind);
    const lineOf = (at: number): number => lineAt(text, at);
    const add = (entity: SeedEntity, at: number, path: string): void => {
      const key = `${kind.resource.key}\n${entity.id}`;
      const before = seen.get(key);
      if (before)
        findings.add(
          at,
          path,
          'world-entity-twice',
          `${JSON.stringify(entity.id.slice(0, 200))} stands in line ${before.line} already.`,
          'Remove one of the two.',
        );
      else {
        seen.set(key, entity);
        entities.push(entity);
      }
    };
    // Those with an id first: no other gets one of theirs.
    const nameless: { readonly node: JsonNode; readonly message: Message; readonly path: string }[] = [];
    for (const { node, key, at, path } of section.entities) {
      const message = messageOf(kind, node, findings, `${name}${path}`, key);
      if (message === undefined) continue;
      const id = key ?? idOf(kind.resource, message);
      if (id === '') {
        nameless.push({ node, message, path: `${name}${path}` });
        continue;
      }
      const wrong = wrongId(kind.resource, id) ?? settleId(kind.resource, message, id);
      if (wrong) report(findings, at, `${name}${path}`, wrong);
      else {
        ids.take(id);
        add(finished(section, id, message, lineOf(at)), at, `${name}${path}`);
      }
    }
    for (const { node, message, path } of nameless) {
      const id = ids.next(message);
      settleId(kind.resource, message, id);
      add(finished(section, id, message, lineOf(node.at)), node.at, path);
    }
    for (const { id, at } of section.deleted) {
      if (ids.has(id)) continue;
      const wrong = wrongId(kind.resource, id);
      const line = lineOf(at);
      if (wrong) report(findings, at, `${name}.deleted`, wrong);
      else add({ kind, id, message: undefined, deleted: true, anew: false, line }, at, `${name}.deleted`);
    }
  }
  return { entities, only, problems: placed(findings, file) };
}

function readSections(root: JsonNode, index: ResourceIndex, findings: Findings): readonly WrittenSection[] {
  if (root.kind === 'null') return [];
  if (root.kind !== 'object') {
    findings.add(
      root.at,
      '',
      'world-shape',
      'A file of entities begins with the type of the first ones.',
      'Write shop.v1.Product: and below it a list of entities.',
    );
    return [];
  }
  return root.members.flatMap(({ key, keyAt, value }) => {
    // Values to refer to with YAML's aliases.
    if (key.startsWith('x-')) return [];
    const kind = index.find(key);
    if (!kind) {
      const { code, message, hint } = index.unknown(key);
      findings.add(keyAt, key.slice(0, 200), code, message, hint);
      return [];
    }
    const section = readSection(key, kind, value, findings);
    return section ? [section] : [];
  });
}

function messageOf(
  { resource, universe }: Kind,
  node: JsonNode,
  findings: Findings,
  path: string,
  key: string | undefined,
): Message | undefined {
  // `products/lamp:` with nothing behind it.
  if (node.kind === 'null' && key !== undefined) return create(resource.desc);
  const bytes = encodeNode(resource.desc, node, findings, path, universe.types);
  const read = bytes && readBytes(resource, bytes);
  return read && 'message' in read ? read.message : undefined;
}

/** With what the server says of every entity, unless the file says that its entities are whole. */
function finished(
  { kind, exact, hidden, deleted }: WrittenSection,
  id: string,
  message: Message,
  line: number,
): SeedEntity {
  const { resource } = kind;
  if (!exact) keepMarks(resource, message, undefined, () => markCreated(resource, message, id));
  const anew = deleted.some((one) => one.id === id);
  return { kind, id, message, deleted: hidden.has(id) || isGone(resource, message), anew, line };
}

function report(findings: Findings, at: number, path: string, { problem }: NotWritten): void {
  const { code, message, hint } = problem;
  findings.add(at, problem.path === undefined ? path : `${path}.${problem.path}`, code, message, hint);
}

function lineAt(text: string, at: number): number {
  let line = 1;
  for (let from = text.indexOf('\n'); from >= 0 && from < at; from = text.indexOf('\n', from + 1)) line += 1;
  return line;
}
