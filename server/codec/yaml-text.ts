import { stringify } from 'yaml';
import type { Problem } from '../contract/problem.ts';
import { Findings } from './findings.ts';
import type { JsonNode } from './json-text.ts';
import { readYaml } from './yaml-node.ts';

/** What a YAML text says. */
export interface YamlText {
  /**
   * Objects have no prototype; whole numbers beyond 2^53 are bigints; undefined where the text cannot be read. An empty
   * text is null.
   */
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** Where a member's name or an item stands, 1-based; undefined where there is none. */
  at(path: readonly (string | number)[]): { readonly line: number; readonly column: number } | undefined;
}

/**
 * Reads YAML 1.2 by its core schema (numbers and booleans as JSON has them, everything else is text), or JSON where
 * `file` ends in `.json`. Doubled keys, unknown tags, several documents and aliases that multiply are problems, with file,
 * line and column. Never throws.
 */
export function parseYaml(text: string, file: string): YamlText {
  const findings = new Findings(text);
  const node = readYaml(text, file, findings);
  return {
    value: node && plainValue(node),
    problems: findings.problems().map((problem) => ({ ...problem, file })),
    at(path) {
      const offset = node && offsetOf(node, path);
      return offset === undefined ? undefined : placeOf(text, offset);
    },
  };
}

/** Values of JSON, and bigints → YAML that reads as people write it; `parseYaml` gives the same values. */
export function printYaml(value: unknown): string {
  return stringify(value, { version: '1.2', schema: 'core', lineWidth: 0, aliasDuplicateObjects: false });
}

/** 1-based, columns in UTF-16 code units. */
export function placeOf(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

/** A value without its places, as `YamlText.value` has it. */
export function plainValue(node: JsonNode): unknown {
  switch (node.kind) {
    case 'null':
      return null;
    case 'boolean':
    case 'string':
      return node.value;
    case 'number':
      return plainNumber(node.text);
    case 'array':
      return node.items.map(plainValue);
    case 'object': {
      const value: Record<string, unknown> = Object.create(null) as Record<string, unknown>; // Typed as any.
      for (const { key, value: inner } of node.members) value[key] = plainValue(inner);
      return value;
    }
    default:
      return node satisfies never;
  }
}

function plainNumber(text: string): number | bigint {
  const number = Number(text);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(number) ? BigInt(text) : number;
}

function offsetOf(root: JsonNode, path: readonly (string | number)[]): number | undefined {
  let node = root;
  let { at } = root;
  for (const step of path) {
    if (node.kind === 'object') {
      const member = node.members.find(({ key }) => key === String(step));
      if (!member) return undefined;
      at = member.keyAt;
      node = member.value;
    } else if (node.kind === 'array' && typeof step === 'number') {
      const item = node.items[step];
      if (!item) return undefined;
      at = item.at;
      node = item;
    } else return undefined;
  }
  return at;
}
