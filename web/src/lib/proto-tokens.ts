/** What a piece of proto text is. Words hold their dots: `.shop.v1.Money`. */
export type ProtoTokenKind = 'word' | 'string' | 'number' | 'punct' | 'comment';

/** A piece of proto text; places in UTF-16 units. */
export interface ProtoToken {
  readonly kind: ProtoTokenKind;
  readonly from: number;
  readonly to: number;
}

const TOKEN =
  /(\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|("(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)|(\d[\w.]*(?:(?<=[eE])[+-]\d+)?|\.\d[\w.]*)|(\.?[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|([^\s])/g;

/** Cuts a text into tokens, whatever it holds; blanks are left out. */
export function protoTokens(text: string): readonly ProtoToken[] {
  const tokens: ProtoToken[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const kind =
      match[1] !== undefined
        ? 'comment'
        : match[2] !== undefined
          ? 'string'
          : match[3] !== undefined
            ? 'number'
            : match[4] !== undefined
              ? 'word'
              : 'punct';
    tokens.push({ kind, from: match.index, to: match.index + match[0].length });
  }
  return tokens;
}

/** Types that the language has. */
export const SCALARS: ReadonlySet<string> = new Set(
  'double float int32 int64 uint32 uint64 sint32 sint64 fixed32 fixed64 sfixed32 sfixed64 bool string bytes'.split(' '),
);

/** Lines of `//` or one block comment → the text in it. */
export function commentText(comment: string): string {
  if (comment.startsWith('//')) return comment.replace(/^\/\/ ?/, '');
  return comment
    .replace(/^\/\*+ ?|\s*\*+\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*+ ?/, '').trimEnd())
    .join('\n')
    .trim();
}
