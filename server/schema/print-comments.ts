import type { FileDescriptorProto, SourceCodeInfo_Location } from '@bufbuild/protobuf/wkt';

/** A declaration as lines of text, with where it stood in its source, if that is known. */
export interface PrintItem {
  readonly lines: readonly string[];
  /** Line and column, to be put in order by; undefined without source info. */
  readonly at: readonly [number, number] | undefined;
}

/** Comments and places of a file by the path of what they belong to (`4,0,2,1`). */
export class PrintComments {
  readonly #locations = new Map<string, SourceCodeInfo_Location>();

  constructor(file: FileDescriptorProto) {
    for (const location of file.sourceCodeInfo?.location ?? []) {
      const key = location.path.join(',');
      if (!this.#locations.has(key)) this.#locations.set(key, location);
    }
  }

  at(path: readonly number[]): readonly [number, number] | undefined {
    const span = this.#locations.get(path.join(','))?.span;
    return span && span.length >= 3 ? [span[0]!, span[1]!] : undefined;
  }

  /** The declaration with the comments around it. A block is one whose first line ends in a brace. */
  around(path: readonly number[], lines: readonly string[]): string[] {
    const location = this.#locations.get(path.join(','));
    if (!location) return [...lines];
    const detached = location.leadingDetachedComments.flatMap((text) => [...commentLines(text), '']);
    const before = [
      // Without the blank line it would be taken for a comment behind what comes before.
      ...(detached.length > 0 ? ['', ...detached] : []),
      ...commentLines(location.leadingComments),
    ];
    const behind = commentLines(location.trailingComments);
    return [...before, ...(behind.length === 0 ? lines : withTrailing(lines, behind))];
  }
}

function withTrailing(lines: readonly string[], comment: readonly string[]): string[] {
  const first = lines[0] ?? '';
  // A comment below a line is a trailing one where a blank line follows it.
  if (first.endsWith('{}')) return [`${first.slice(0, -1)}`, ...indent(comment), '', '}', ...lines.slice(1)];
  if (first.endsWith('{')) return [first, ...indent(comment), '', ...lines.slice(1)];
  const last = lines[lines.length - 1] ?? '';
  if (comment.length === 1 && last.length + comment[0]!.length < 118)
    return [...lines.slice(0, -1), `${last} ${comment[0]!}`];
  return [...lines, ...comment, ''];
}

function commentLines(text: string): string[] {
  if (text === '') return [];
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `//${line.replace(/[\0\r]/g, '\uFFFD').trimEnd()}`);
}

export const indent = (lines: readonly string[]): string[] => lines.map((line) => (line === '' ? '' : `  ${line}`));

/** In the order of the source where every place is known, else as given. */
export function inOrder(items: readonly PrintItem[]): readonly PrintItem[] {
  if (items.some(({ at }) => at === undefined)) return items;
  return [...items].sort((a, b) => a.at![0] - b.at![0] || a.at![1] - b.at![1]);
}

/** One below the other, with blank lines around what has several lines. */
export function stacked(items: readonly PrintItem[]): string[] {
  const lines: string[] = [];
  items.forEach((item, index) => {
    const before = items[index - 1];
    const apart = before && (item.lines.length > 1 || before.lines.length > 1);
    if (apart && lines[lines.length - 1] !== '' && item.lines[0] !== '') lines.push('');
    lines.push(...item.lines);
  });
  return lines;
}
