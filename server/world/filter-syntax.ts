/** Text from a filter in which unescaped `*` stands for anything: the pieces between the stars. One piece: no star. */
export interface FilterText {
  readonly pieces: readonly string[];
  /** Written in quotes: never a number's or keyword's stand-in for absence. */
  readonly quoted: boolean;
  /** Index in the filter, from 0. */
  readonly at: number;
}

export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=' | ':';

/** A filter as it was written (google.aip.dev/160). */
export type FilterNode =
  | { readonly op: 'and' | 'or'; readonly parts: readonly FilterNode[] }
  | { readonly op: 'not'; readonly part: FilterNode }
  /** A word or phrase without an operator; `path` where it could be a field: `published`, `a.b`. */
  | { readonly op: 'text'; readonly text: FilterText; readonly path: readonly FilterText[] | undefined }
  | {
      readonly op: 'compare';
      readonly path: readonly FilterText[];
      readonly comparator: Comparator;
      /** One text, or several in parentheses: `state = (PAID OR SHIPPED)`. */
      readonly arg: FilterText | FilterNode;
    };

/** The text as a plain word, its stars included. */
export const plain = (text: FilterText): string => text.pieces.join('*');

/** A filter that parses to the same node. */
export function printFilter(node: FilterNode): string {
  switch (node.op) {
    case 'and':
    case 'or':
      return node.parts.map((part) => inParentheses(part)).join(node.op === 'and' ? ' AND ' : ' OR ');
    case 'not':
      return `NOT ${inParentheses(node.part)}`;
    case 'text':
      return printText(node.text);
    case 'compare': {
      const { path, comparator, arg } = node;
      const right = 'pieces' in arg ? printText(arg) : `(${printFilter(arg)})`;
      return `${path.map(printText).join('.')} ${comparator} ${right}`;
    }
    default:
      return node satisfies never;
  }
}

const inParentheses = (node: FilterNode): string =>
  node.op === 'text' || node.op === 'compare' ? printFilter(node) : `(${printFilter(node)})`;

const printText = ({ pieces, quoted }: FilterText): string =>
  quoted ? `"${pieces.map((piece) => piece.replaceAll(/["\\*]/g, '\\$&')).join('*')}"` : pieces.join('*');
