import { isAlias, isMap, isScalar, isSeq, parseDocument, type ParsedNode, type Scalar } from 'yaml';
import type { Findings } from './findings.ts';
import { readJson, type JsonMember, type JsonNode } from './json-text.ts';
import { RECURSION_LIMIT } from './limits.ts';

/** Characters of one YAML text: reading takes about a second for each million. */
const YAML_LIMIT = 8_000_000;
/** Characters of one JSON text: it is read twenty times as fast. */
const JSON_LIMIT = 64_000_000;
/** Values of one text, those that aliases repeat counted each time. */
const MOST_VALUES = 2_000_000;
/** Values that come of aliases: a short text can name billions. */
const MOST_REPEATED = 100_000;

const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const CORE_TAGS = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
);

/** A node with what repeating it costs. */
interface Sized {
  readonly node: JsonNode;
  readonly size: number;
  readonly height: number;
}

/**
 * YAML 1.2 (core schema, `<<` merges) or, where `file` ends in `.json`, JSON → values that remember where they stood.
 * Undefined where the text cannot be read; what is wrong goes to `findings`. Never throws.
 */
export function readYaml(text: string, file: string, findings: Findings): JsonNode | undefined {
  const json = file.toLowerCase().endsWith('.json');
  if (text.length > (json ? JSON_LIMIT : YAML_LIMIT)) {
    const hint = json
      ? 'Split it into several files.'
      : 'Split it into several files, or write JSON to a file that ends in .json.';
    findings.add(
      0,
      '',
      'yaml-too-large',
      `The text has ${text.length} characters; the limit is ${json ? JSON_LIMIT : YAML_LIMIT}.`,
      hint,
    );
    return undefined;
  }
  if (json) {
    const read = readJson(text, { depth: RECURSION_LIMIT, elements: MOST_VALUES });
    if ('node' in read) return read.node;
    findings.add(read.fault.at, '', read.fault.code, read.fault.message, read.fault.hint);
    return undefined;
  }
  let document;
  try {
    document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      resolveKnownTags: false,
      intAsBigInt: true,
      prettyErrors: false,
      // Found below: the library compares each key with each other one.
      uniqueKeys: false,
      logLevel: 'error',
    });
  } catch {
    document = undefined;
  }
  // What nests thousands of levels deep is more than the library's stack takes; of some it tells as of another fault.
  if (!document || document.errors.some(({ message }) => message.startsWith('Maximum call stack'))) {
    findings.add(0, '', 'yaml-too-deep', 'The text nests too deep to be read.', 'Nest less.');
    return undefined;
  }
  for (const { pos, code, message } of document.errors)
    findings.add(
      pos[0],
      '',
      'yaml-syntax',
      code === 'MULTIPLE_DOCS' ? 'The text holds several documents.' : sentence(message),
      code === 'MULTIPLE_DOCS' ? 'Put what stands after "---" into a file of its own.' : undefined,
    );
  if (document.errors.length > 0) return undefined;
  const { contents } = document;
  if (contents === null) return { kind: 'null', at: 0 };
  return new Walk(findings).read(contents);
}

/** The library's messages are sentences without an end. */
const sentence = (message: string): string => `${message.split('\n')[0]!.replace(/[:.]$/, '')}.`;

class TooMuch extends Error {}

class Walk {
  readonly #findings: Findings;
  readonly #anchors = new Map<string, Sized | 'open'>();
  #values = 0;
  #repeated = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  read(contents: ParsedNode): JsonNode | undefined {
    try {
      return this.#node(contents, 0).node;
    } catch (error) {
      if (error instanceof TooMuch) return undefined;
      throw error;
    }
  }

  #node(node: ParsedNode | null, depth: number, at = 0): Sized {
    if (node === null) return { node: { kind: 'null', at }, size: 1, height: 0 };
    const start = node.range[0];
    if (depth > RECURSION_LIMIT)
      this.#stop(start, 'yaml-too-deep', `The text nests deeper than ${RECURSION_LIMIT} levels.`, 'Nest less.');
    this.#count(start, 1);
    if (isAlias(node)) return this.#alias(node.source, start, depth);
    if (node.tag !== undefined && !CORE_TAGS.has(node.tag))
      this.#findings.add(start, '', 'yaml-tag', `The tag ${node.tag.slice(0, 100)} is not known.`, 'Leave it out.');
    const { anchor } = node;
    if (anchor !== undefined) this.#anchors.set(anchor, 'open');
    const before = this.#values;
    const { node: read, height } = isScalar(node)
      ? { node: scalar(node, start), height: 0 }
      : this.#collection(node, start, depth);
    const sized = { node: read, size: this.#values - before + 1, height };
    if (anchor !== undefined) this.#anchors.set(anchor, sized);
    return sized;
  }

  #collection(node: ParsedNode, at: number, depth: number): Omit<Sized, 'size'> {
    let height = 0;
    const end = node.range[1];
    const below = (child: ParsedNode | null, where: number): JsonNode => {
      const inner = this.#node(child, depth + 1, where);
      height = Math.max(height, inner.height + 1);
      return inner.node;
    };
    if (isSeq<ParsedNode>(node))
      return { node: { kind: 'array', at, end, items: node.items.map((item) => below(item, at)) }, height };
    const members = new Map<string, JsonMember>();
    const merged: JsonNode[] = [];
    if (isMap<ParsedNode, ParsedNode | null>(node))
      for (const { key, value } of node.items) {
        // A key that nobody wrote (`: value`) has no place of its own.
        const keyAt = key?.range[0] ?? at;
        if (isScalar(key) && key.source === '<<' && key.type === 'PLAIN') {
          merged.push(below(value, keyAt));
          continue;
        }
        const name = this.#key(key, keyAt);
        const member = { key: name, keyAt, value: below(value, keyAt) };
        if (members.has(name))
          this.#findings.add(
            keyAt,
            '',
            'yaml-duplicate-key',
            `The key "${name.slice(0, 60)}" appears twice.`,
            'Remove one of the two.',
          );
        else members.set(name, member);
      }
    for (const source of merged.flatMap((one) => (one.kind === 'array' ? one.items : [one]))) {
      if (source.kind !== 'object')
        this.#findings.add(source.at, '', 'yaml-merge', 'Only mappings can be merged with "<<".', 'Write <<: *anchor.');
      else for (const member of source.members) if (!members.has(member.key)) members.set(member.key, member);
    }
    return { node: { kind: 'object', at, end, members: [...members.values()] }, height };
  }

  #alias(source: string, at: number, depth: number): Sized {
    const found = this.#anchors.get(source);
    if (found === undefined || found === 'open')
      this.#stop(
        at,
        'yaml-alias',
        found ? `*${source} stands within what it names.` : `There is no anchor &${source} before this.`,
        'Write the value out.',
      );
    this.#repeated += found.size;
    if (this.#repeated > MOST_REPEATED)
      this.#stop(at, 'yaml-too-large', `Aliases repeat more than ${MOST_REPEATED} values.`, 'Write less with aliases.');
    this.#count(at, found.size);
    if (depth + found.height > RECURSION_LIMIT)
      this.#stop(at, 'yaml-too-deep', `The text nests deeper than ${RECURSION_LIMIT} levels.`, 'Nest less.');
    return found;
  }

  #key(key: ParsedNode | null, at: number): string {
    if (isScalar(key) && key.value !== null)
      return typeof key.value === 'string' ? key.value : key.type === 'PLAIN' ? key.source : String(key.value);
    const aliased = isAlias(key) ? this.#anchors.get(key.source) : undefined;
    if (aliased !== undefined && aliased !== 'open' && aliased.node.kind === 'string') return aliased.node.value;
    this.#findings.add(at, '', 'yaml-key', 'This key is not a name.', 'Keys are text: write it in quotes.');
    return '';
  }

  #count(at: number, values: number): void {
    this.#values += values;
    if (this.#values > MOST_VALUES)
      this.#stop(at, 'yaml-too-large', `The text has more than ${MOST_VALUES} values.`, 'Split it into several files.');
  }

  #stop(at: number, code: string, message: string, hint: string): never {
    this.#findings.add(at, '', code, message, hint);
    throw new TooMuch();
  }
}

function scalar(node: Scalar.Parsed, at: number): JsonNode {
  // The library types what a scalar holds as unknown; of the core schema it is one of these.
  const { value } = node as { readonly value: string | number | bigint | boolean | null };
  if (value === null) return { kind: 'null', at };
  if (typeof value === 'string') return { kind: 'string', at, value };
  if (typeof value === 'boolean') return { kind: 'boolean', at, value };
  if (typeof value === 'number' && Number.isNaN(value)) return { kind: 'string', at, value: 'NaN' };
  // A number that is written as JSON writes it stays as it is: none of its digits is lost.
  if (JSON_NUMBER.test(node.source)) return { kind: 'number', at, text: node.source };
  if (value === Infinity || value === -Infinity) return { kind: 'string', at, value: String(value) };
  return { kind: 'number', at, text: String(value) };
}
