import { Findings } from '../codec/findings.ts';
import type { JsonMember, JsonNode } from '../codec/json-text.ts';
import { readYaml } from '../codec/yaml-node.ts';
import { placeOf } from '../codec/yaml-text.ts';
import type { Problem } from '../contract/problem.ts';
import { nearestWord } from '../schema/nearest.ts';
import { isFault, parseExpression, type Expression } from './hint-expression.ts';
import { checkExpression } from './hint-functions.ts';
import { fieldPattern, typePattern, type HintPattern } from './hint-pattern.ts';
import { HINT_KINDS } from './hint-kinds.ts';

/** `understudy.hints.yaml`, read: what a person says values look like. Immutable; another text makes another one. */
export interface HintsFile {
  /** As the person named it. */
  readonly file: string;
  readonly text: string;
  /** In the order of the file: of the lines about a field the first one that fits decides, then of those about its type. */
  readonly lines: readonly HintLine[];
}

/** One entry of the list. */
export interface HintLine {
  /** As it was written: `*.tracking_number`. */
  readonly pattern: string;
  readonly about: HintPattern;
  /** 1-based. */
  readonly line: number;
  /** Offset of the pattern in the text. */
  readonly at: number;
  readonly gives: Gives;
  /** Share of messages that leave the field unset, 0 to 1; undefined where nothing is said. */
  readonly unset: number | undefined;
}

/** What a line says of the values. Places are offsets in the text. */
export type Gives =
  /** ProtoJSON, each with its place; one is chosen by hash. */
  | { readonly by: 'values'; readonly values: readonly JsonNode[] }
  /** A row of the built-in table. */
  | { readonly by: 'like'; readonly kind: string }
  | { readonly by: 'expression'; readonly expression: Expression; readonly at: number }
  /** Numbers as they were written, or moments (`2026-01-01`). Both ends are included. */
  | { readonly by: 'between'; readonly low: string; readonly high: string; readonly at: number };

const MOST_LINES = 2_000;
const MOST_VALUES = 10_000;

/**
 * Reads a hints file (YAML, or JSON where its name ends in `.json`). Lines with a fault are left out and the others
 * count; whether they fit a schema is for `checkHints`.
 */
export function parseHints(
  text: string,
  file: string,
): { readonly hints: HintsFile; readonly problems: readonly Problem[] } {
  const findings = new Findings(text);
  const node = readYaml(text, file, findings);
  const lines = node === undefined ? [] : new Reader(text, findings).lines(node);
  return {
    hints: { file, text, lines },
    problems: findings.problems().map((problem) => ({ ...problem, file })),
  };
}

const HOW = 'Write:\nhints:\n  - field: "*.sku"\n    values: [LAMP-OAK, BULB-E27]';

class Reader {
  readonly #text: string;
  readonly #findings: Findings;

  constructor(text: string, findings: Findings) {
    this.#text = text;
    this.#findings = findings;
  }

  lines(node: JsonNode): readonly HintLine[] {
    if (node.kind === 'null') return [];
    if (node.kind !== 'object') return this.#fault(node.at, 'A hints file is a mapping with the key "hints".', HOW);
    this.#known(node.members, ['hints']);
    const list = node.members.find(({ key }) => key === 'hints')?.value;
    if (!list || list.kind === 'null') return [];
    if (list.kind !== 'array') return this.#fault(list.at, '"hints" is a list of lines.', HOW);
    if (list.items.length > MOST_LINES)
      this.#fault(list.items[MOST_LINES]!.at, `Only the first ${MOST_LINES} lines are used.`);
    return list.items.slice(0, MOST_LINES).flatMap((item) => this.#line(item) ?? []);
  }

  #line(node: JsonNode): HintLine | undefined {
    if (node.kind !== 'object') return void this.#fault(node.at, 'A line of the hints is a mapping.', HOW);
    if (!this.#known(node.members, KEYS)) return undefined;
    const target = this.#one(node, ['field', 'type'], 'what it is about');
    const source = this.#one(node, ['values', 'like', 'expression', 'between'], 'what the values are');
    if (!target || !source) return undefined;
    const pattern = textOf(target.value);
    const about =
      pattern === undefined ? undefined : target.key === 'field' ? fieldPattern(pattern) : typePattern(pattern);
    const gives = this.#gives(source);
    const unset = this.#unset(node.members.find(({ key }) => key === 'unset')?.value);
    if (pattern === undefined || !about)
      return void this.#fault(
        target.value.at,
        `This is no pattern for a ${target.key}.`,
        target.key === 'field'
          ? 'Write a full name (shop.v1.Product.sku), its end with "*" (*.sku, Product.*_code), or words (tracking number).'
          : 'Write a full name (shop.v1.Color), its end with "*" (Color, *.Status), or a scalar type (string).',
      );
    if (!gives || unset === null) return undefined;
    const { at } = target.value;
    return { pattern, about, line: placeOf(this.#text, at).line, at, gives, unset };
  }

  #gives({ key, value }: JsonMember): Gives | undefined {
    switch (key) {
      case 'values':
        if (value.kind !== 'array' || value.items.length === 0)
          return void this.#fault(value.at, '"values" is a list with at least one value.', 'Write values: [a, b].');
        if (value.items.length > MOST_VALUES)
          this.#fault(value.items[MOST_VALUES]!.at, `Only the first ${MOST_VALUES} values are used.`);
        return { by: 'values', values: value.items.slice(0, MOST_VALUES) };
      case 'like':
        return this.#like(value);
      case 'expression':
        return this.#expression(value);
      default:
        return this.#between(value);
    }
  }

  #like(value: JsonNode): Gives | undefined {
    const kind = textOf(value)?.replaceAll('_', ' ');
    if (kind !== undefined && HINT_KINDS.has(kind)) return { by: 'like', kind };
    const near = kind === undefined ? undefined : nearestWord(kind, HINT_KINDS.keys());
    return void this.#fault(
      value.at,
      `There is no row "${(kind ?? '').slice(0, 60)}" in the built-in table.`,
      near === undefined
        ? 'Rows are named as "city", "email" or "job title": HINTS.md lists them.'
        : `Did you mean "${near}"?`,
    );
  }

  #expression(value: JsonNode): Gives | undefined {
    const text = textOf(value);
    if (text === undefined) return void this.#fault(value.at, 'An expression is a text.');
    const parsed = parseExpression(text);
    const fault = isFault(parsed) ? parsed : checkExpression(parsed);
    if (fault) return void this.#fault(this.#within(value.at, text) + fault.at, fault.message, fault.hint);
    return { by: 'expression', expression: parsed as Expression, at: value.at }; // it is no fault
  }

  /** Where the letters of a text begin: behind its quote. In a text that is written with escapes, its beginning. */
  #within(at: number, text: string): number {
    const quoted = /^["']/.test(this.#text.slice(at, at + 1)) ? 1 : 0;
    return this.#text.startsWith(text, at + quoted) ? at + quoted : at;
  }

  #between(value: JsonNode): Gives | undefined {
    const [low, high] = value.kind === 'array' && value.items.length === 2 ? value.items.map(boundOf) : [];
    const numbers = [low, high].map((bound) => (bound?.number ? Number(bound.text) : Date.parse(bound?.text ?? '')));
    const ordered = !numbers.some(Number.isNaN) && numbers[0]! <= numbers[1]!;
    if (low && high && low.number === high.number && ordered)
      return { by: 'between', low: low.text, high: high.text, at: value.at };
    return void this.#fault(
      value.at,
      '"between" is a list of two numbers or two dates, the smaller one first.',
      'Write between: [5, 40] or between: [2026-01-01, 2026-06-30].',
    );
  }

  /** Null where it is no share. */
  #unset(node: JsonNode | undefined): number | null | undefined {
    if (!node) return undefined;
    const share = node.kind === 'number' ? Number(node.text) : NaN;
    if (share >= 0 && share <= 1) return share;
    this.#fault(
      node.at,
      '"unset" is the share of messages without the field: a number from 0 to 1.',
      'Write unset: 0.3.',
    );
    return null;
  }

  /** The one key of several that a line has. */
  #one(node: JsonNode & { readonly kind: 'object' }, keys: readonly string[], what: string): JsonMember | undefined {
    const found = node.members.filter(({ key }) => keys.includes(key));
    if (found.length === 1) return found[0];
    const list = `${keys.slice(0, -1).join(', ')} or ${keys.at(-1)}`;
    return void this.#fault(
      found[1]?.keyAt ?? node.at,
      found.length === 0 ? `This line does not say ${what}.` : `This line says twice ${what}.`,
      `Write one of ${list}.`,
    );
  }

  #known(members: readonly JsonMember[], keys: readonly string[]): boolean {
    const unknown = members.filter(({ key }) => !keys.includes(key));
    for (const { key, keyAt } of unknown) {
      const near = nearestWord(key, keys);
      this.#fault(
        keyAt,
        `A hints file has no key "${key.slice(0, 60)}" here.`,
        near === undefined ? `Known are ${keys.join(', ')}.` : `Did you mean "${near}"?`,
      );
    }
    return unknown.length === 0;
  }

  #fault(at: number, message: string, hint?: string): [] {
    this.#findings.add(at, '', 'hint-syntax', message, hint);
    return [];
  }
}

const KEYS = ['field', 'type', 'values', 'like', 'expression', 'between', 'unset'];

/** Numbers and flags are text where a text is asked for. */
function textOf(node: JsonNode): string | undefined {
  switch (node.kind) {
    case 'string':
      return node.value;
    case 'number':
      return node.text;
    case 'boolean':
      return String(node.value);
    default:
      return undefined;
  }
}

const boundOf = (node: JsonNode): { readonly text: string; readonly number: boolean } | undefined =>
  node.kind === 'number'
    ? { text: node.text, number: true }
    : node.kind === 'string'
      ? { text: node.value, number: false }
      : undefined;
