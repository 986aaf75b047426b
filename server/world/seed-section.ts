import type { Findings } from '../codec/findings.ts';
import type { JsonNode } from '../codec/json-text.ts';
import { nearestWord } from '../schema/nearest.ts';
import type { Kind } from './resource-index.ts';

/** What a file says of one resource. */
export interface WrittenSection {
  readonly kind: Kind;
  /** The resource as the file names it. */
  readonly name: string;
  /** Nothing follows from the seed. */
  readonly only: boolean;
  /** The entities are whole: the server adds no times and no etag. */
  readonly exact: boolean;
  readonly entities: readonly WrittenEntity[];
  /** Ids that are not there, though they would follow from the seed; of an entity of the file: it was made anew. */
  readonly deleted: readonly { readonly id: string; readonly at: number }[];
  /** Ids of entities that are soft-deleted, where they do not say so themselves. */
  readonly hidden: ReadonlySet<string>;
}

export interface WrittenEntity {
  readonly node: JsonNode;
  /** Its id, where it stands in front of it. */
  readonly key: string | undefined;
  readonly at: number;
  /** `[3]`, or `["products/lamp"]` */
  readonly path: string;
}

const WORDS = ['only', 'exact', 'entities', 'deleted', 'hidden'];

/**
 * A list of entities; entities behind their ids; or an object with `entities` (either of these), `only`, `exact`,
 * `deleted` and `hidden`. Undefined where it is none of them.
 */
export function readSection(name: string, kind: Kind, node: JsonNode, findings: Findings): WrittenSection | undefined {
  const bare = { kind, name, only: false, exact: false, entities: [], deleted: [], hidden: new Set<string>() };
  if (node.kind === 'null') return bare;
  if (node.kind === 'object' && node.members.some(({ key }) => WORDS.includes(key)))
    return options(bare, node, findings);
  const entities = readEntities(node);
  if (entities) return { ...bare, entities };
  findings.add(
    node.at,
    name,
    'world-shape',
    `${name} is neither a list of entities nor entities by their ids.`,
    'Write a list: - { name: … }.',
  );
  return undefined;
}

function options(bare: WrittenSection, node: JsonNode & { kind: 'object' }, findings: Findings): WrittenSection {
  let section = bare;
  const wrong = (at: number, key: string, wanted: string): void =>
    findings.add(at, `${bare.name}.${key}`, 'world-shape', `${key} is not as it must be.`, `Write ${wanted}.`);
  for (const { key, keyAt, value } of node.members)
    switch (key) {
      case 'only':
      case 'exact':
        if (value.kind === 'boolean') section = { ...section, [key]: value.value };
        else wrong(value.at, key, 'true or false');
        break;
      case 'entities': {
        const entities = value.kind === 'null' ? [] : readEntities(value);
        if (entities)
          section = { ...section, entities: entities.map((one) => ({ ...one, path: `.entities${one.path}` })) };
        else wrong(value.at, key, 'a list of entities, or entities by their ids');
        break;
      }
      case 'deleted':
      case 'hidden': {
        const ids = value.kind === 'array' ? value.items.map(idOfNode) : [undefined];
        if (ids.includes(undefined)) wrong(value.at, key, 'a list of ids');
        const known = ids.filter((id) => id !== undefined);
        section =
          key === 'deleted'
            ? { ...section, deleted: known }
            : { ...section, hidden: new Set(known.map(({ id }) => id)) };
        break;
      }
      default: {
        const near = nearestWord(key, WORDS);
        findings.add(
          keyAt,
          `${bare.name}.${key.slice(0, 100)}`,
          'world-shape',
          `${JSON.stringify(key.slice(0, 100))} says nothing about ${bare.name}.`,
          near ? `Did you mean ${near}?` : `There is ${WORDS.join(', ')}.`,
        );
      }
    }
  return section;
}

function readEntities(node: JsonNode): readonly WrittenEntity[] | undefined {
  if (node.kind === 'array')
    return node.items.map((item, index) => ({ node: item, key: undefined, at: item.at, path: `[${index}]` }));
  if (node.kind !== 'object') return undefined;
  return node.members.map(({ key, keyAt, value }) => ({
    node: value,
    key,
    at: keyAt,
    path: `[${JSON.stringify(key.slice(0, 100))}]`,
  }));
}

/** An id as people write it: text, or a whole number. */
function idOfNode(node: JsonNode): { readonly id: string; readonly at: number } | undefined {
  if (node.kind === 'string') return { id: node.value, at: node.at };
  return node.kind === 'number' ? { id: node.text, at: node.at } : undefined;
}
