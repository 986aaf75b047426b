import { FilterScanner, SyntaxFault } from './filter-scanner.ts';
import type { Comparator, FilterNode, FilterText } from './filter-syntax.ts';

/** What is wrong with a filter; `at`: index in it, from 0. */
export interface FilterError {
  readonly message: string;
  readonly at: number;
}

const LONGEST = 10_000;
const DEEPEST = 50;

/** Text → syntax tree; undefined for a text that says nothing. Reads at most 10,000 characters and 50 levels. */
export function parseFilter(text: string): FilterNode | undefined | { readonly error: FilterError } {
  if (text.length > LONGEST)
    return { error: { message: `It has ${text.length} characters; at most ${LONGEST} are read.`, at: LONGEST } };
  try {
    return new FilterParser(text).parse();
  } catch (error) {
    if (error instanceof SyntaxFault) return { error: { message: error.message, at: error.at } };
    throw error;
  }
}

/** Recursive descent over the grammar of AIP-160, in which OR binds tighter than AND. */
class FilterParser extends FilterScanner {
  #depth = 0;

  parse(): FilterNode | undefined {
    this.space();
    if (this.end) return undefined;
    const node = this.#expression();
    if (this.end) return node;
    const next = this.text[this.at]!;
    throw this.fault(next === ')' ? 'This ")" closes nothing.' : `"${next}" was not expected here.`);
  }

  /** sequence { AND sequence } */
  #expression(): FilterNode {
    if ((this.#depth += 1) > DEEPEST) throw this.fault(`Parentheses are nested more than ${DEEPEST} deep.`);
    const parts = [this.#sequence()];
    while (this.keyword('AND')) parts.push(this.#sequence());
    this.#depth -= 1;
    return joined('and', parts);
  }

  /** factor { factor } */
  #sequence(): FilterNode {
    const parts = [this.#factor()];
    while (!this.end && this.text[this.at] !== ')' && !this.isKeyword('AND')) parts.push(this.#factor());
    this.#refuseSmallKeywords(parts);
    return joined('and', parts);
  }

  /** term { OR term } */
  #factor(): FilterNode {
    const parts = [this.#term()];
    while (this.keyword('OR')) parts.push(this.#term());
    return joined('or', parts);
  }

  /** [ NOT | "-" ] simple */
  #term(): FilterNode {
    if (this.isKeyword('AND') || this.isKeyword('OR'))
      throw this.fault(`${this.isKeyword('OR') ? 'OR' : 'AND'} has nothing on its left side.`);
    const minus = this.text[this.at] === '-';
    if (!minus && !this.keyword('NOT')) return this.#simple();
    if (minus) this.at += 1;
    const part = this.#simple();
    return { op: 'not', part };
  }

  #simple(): FilterNode {
    if (this.end) throw this.fault('The filter ends where something is still missing.');
    if (this.text[this.at] !== '(') return this.#restriction();
    return this.#composite();
  }

  #composite(): FilterNode {
    const open = this.at;
    this.at += 1;
    this.space();
    if (this.text[this.at] === ')') throw this.fault('These parentheses are empty.');
    const inner = this.#expression();
    if (this.text[this.at] !== ')') throw this.fault('This "(" is not closed.', open);
    this.at += 1;
    this.space();
    return inner;
  }

  /** member [ comparator argument ] */
  #restriction(): FilterNode {
    const start = this.at;
    const path = [this.part()];
    while (this.text[this.at] === '.') {
      this.at += 1;
      path.push(this.part());
    }
    if (this.text[this.at] === '(')
      throw this.fault(
        `Functions such as ${this.text.slice(start, this.at).slice(0, 40)}() are not known here. Compare fields with values: title = "Lamp*".`,
        start,
      );
    this.space();
    const comparator = this.comparator();
    if (comparator) return { op: 'compare', path, comparator, arg: this.#argument(comparator) };
    if (path.length === 1) return { op: 'text', text: path[0]!, path };
    const raw = this.text.slice(start, this.at).trim();
    const bare = path.every((part) => !part.quoted);
    return { op: 'text', text: { pieces: raw.split('*'), quoted: false, at: start }, path: bare ? path : undefined };
  }

  #argument(comparator: Comparator): FilterText | FilterNode {
    if (this.text[this.at] === '(') {
      const inner = this.#composite();
      const odd = firstComparison(inner);
      if (odd) throw this.fault(`Only values may stand in the parentheses after "${comparator}".`, odd.at);
      return inner;
    }
    const at = this.at;
    const text = this.value();
    if (!text) throw this.fault(`After "${comparator}" a value is missing.`);
    if (this.text[this.at] === '(')
      throw this.fault(
        `Functions such as ${this.text.slice(at, this.at).slice(0, 40)}() are not known here. Write the value itself: "2026-09-01T00:00:00Z", 20s.`,
        at,
      );
    this.space();
    return text;
  }

  /** `a = 1 and b = 2` would look for the word "and": nobody means that. */
  #refuseSmallKeywords(parts: readonly FilterNode[]): void {
    if (!parts.some((part) => firstComparison(part))) return;
    for (const part of parts) {
      if (part.op !== 'text' || part.text.quoted || !/^(and|or|not)$/i.test(part.text.pieces[0]!)) continue;
      const [word] = part.text.pieces;
      throw this.fault(
        `Write ${word!.toUpperCase()} in capitals; "${word}" in quotes looks for the word.`,
        part.text.at,
      );
    }
  }
}

function joined(op: 'and' | 'or', parts: readonly FilterNode[]): FilterNode {
  return parts.length === 1 ? parts[0]! : { op, parts };
}

/** Where the first comparison stands within a node. */
function firstComparison(node: FilterNode): { readonly at: number } | undefined {
  switch (node.op) {
    case 'compare':
      return node.path[0]!;
    case 'not':
      return firstComparison(node.part);
    case 'text':
      return undefined;
    default:
      for (const part of node.parts) {
        const found = firstComparison(part);
        if (found) return found;
      }
      return undefined;
  }
}
