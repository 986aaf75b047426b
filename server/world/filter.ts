import { ScalarType, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { fault, type Fault } from './fault.ts';
import { compareTest, type Test } from './filter-compare.ts';
import { parseFilter, type FilterError } from './filter-parser.ts';
import { resolvePath, type FilterPath } from './filter-path.ts';
import { contains, isStar } from './filter-pattern.ts';
import { plain, type FilterNode } from './filter-syntax.ts';
import { fieldNamed } from './find-field.ts';
import type { Reads } from './reads.ts';
import { someText, textFields } from './search-text.ts';

/** Which entities a filter keeps. */
export interface Filter {
  (message: Message): boolean;
  /** What it looks at. */
  readonly reads: Reads;
}

type Compiled = Filter | undefined | { readonly error: FilterError };

const MOST_REMEMBERED = 100;
const remembered = new WeakMap<DescMessage, Map<string, Compiled>>();

/**
 * A filter as google.aip.dev/160 has it, compiled for a message. A fault names the place in the text; undefined for a
 * text that says nothing. Compiled once for each text, as pages of one list come with the same.
 */
export function compileFilter(
  text: string,
  desc: DescMessage,
  field = 'filter',
): Filter | undefined | { readonly fault: Fault } {
  let known = remembered.get(desc);
  if (!known) remembered.set(desc, (known = new Map<string, Compiled>()));
  let compiled = known.get(text);
  if (compiled === undefined && !known.has(text)) {
    compiled = compileText(text, desc);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(text, compiled);
  }
  if (typeof compiled !== 'object') return compiled;
  const { message, at } = compiled.error;
  return fault(field, `${field}, character ${at + 1}: ${message}`);
}

function compileText(text: string, desc: DescMessage): Compiled {
  const tree = parseFilter(text);
  if (tree === undefined || 'error' in tree) return tree;
  const test = compileNode(tree, desc, (node) => restriction(node, desc));
  if (typeof test !== 'function') return { error: test };
  const reads = new Set<DescField>();
  noteReads(tree, desc, reads);
  return Object.assign((message: Message) => test(message), { reads });
}

/** Notes the fields that a filter looks at. */
function noteReads(node: FilterNode, desc: DescMessage, reads: Set<DescField>): void {
  switch (node.op) {
    case 'not':
      return noteReads(node.part, desc, reads);
    case 'and':
    case 'or':
      for (const part of node.parts) noteReads(part, desc, reads);
      return;
    case 'text':
      if (isStar(node.text)) return;
      if (!flagAt(node, desc)) {
        for (const field of textFields(desc)) reads.add(field);
        return;
      }
      break;
    case 'compare':
      break;
  }
  // A path that was compiled begins with a field.
  const [first] = node.path ?? [];
  if (first) reads.add(fieldNamed(desc, plain(first))!);
}

type Leaf = Extract<FilterNode, { readonly op: 'text' | 'compare' }>;

function compileNode(
  node: FilterNode,
  desc: DescMessage,
  leaf: (node: Leaf) => Test | FilterError,
): Test | FilterError {
  switch (node.op) {
    case 'not': {
      const test = compileNode(node.part, desc, leaf);
      return typeof test === 'function' ? (message) => !test(message) : test;
    }
    case 'and':
    case 'or': {
      const tests: Test[] = [];
      for (const part of node.parts) {
        const test = compileNode(part, desc, leaf);
        if (typeof test !== 'function') return test;
        tests.push(test);
      }
      return node.op === 'and'
        ? (message) => tests.every((test) => test(message))
        : (message) => tests.some((test) => test(message));
    }
    default:
      return leaf(node);
  }
}

function restriction(node: Leaf, desc: DescMessage): Test | FilterError {
  if (node.op === 'compare') {
    const { path, comparator, arg } = node;
    if ('pieces' in arg) return compareTest(path, comparator, arg, desc);
    // `state != (A OR B)` is true where neither is.
    const test = compileNode(arg, desc, (value) =>
      value.op === 'text'
        ? compareTest(path, comparator === '!=' ? '=' : comparator, value.text, desc)
        : { message: 'Only values may stand in these parentheses.', at: value.path[0]?.at ?? 0 },
    );
    return comparator === '!=' && typeof test === 'function' ? (message) => !test(message) : test;
  }
  const { text } = node;
  if (isStar(text)) return () => true;
  const flag = flagAt(node, desc);
  if (flag) return (message) => flag.some(message, (value) => value === true);
  const matches = contains(text);
  return (message) => someText(message, desc, matches);
}

/** `published` is short for `published = true`; every other word is looked for. */
function flagAt(
  { text, path }: Extract<FilterNode, { readonly op: 'text' }>,
  desc: DescMessage,
): FilterPath | undefined {
  const flag = path && !text.quoted ? resolvePath(path, desc) : undefined;
  return flag && 'end' in flag && flag.end.of === 'value' && flag.end.field.scalar === ScalarType.BOOL
    ? flag
    : undefined;
}
