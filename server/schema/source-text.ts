/** Proto text with its lines. Offsets are UTF-16 code units from the start. */
export class SourceText {
  /** As the person named it. */
  readonly path: string;
  readonly text: string;
  #starts: number[] | undefined;
  #plain: boolean | undefined;
  #last = 0;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** 0-based. */
  lineOf(offset: number): number {
    const starts = (this.#starts ??= lineStarts(this.text));
    let line = this.#last;
    if (starts[line]! > offset) {
      let low = 0;
      let high = line;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (starts[middle]! <= offset) low = middle;
        else high = middle - 1;
      }
      line = low;
    } else while (line + 1 < starts.length && starts[line + 1]! <= offset) line += 1;
    this.#last = line;
    return line;
  }

  /** 1-based line and column, in UTF-16 code units, as problems have them. */
  place(offset: number): { readonly line: number; readonly column: number } {
    const line = this.lineOf(offset);
    return { line: line + 1, column: offset - this.#starts![line]! + 1 };
  }

  /** 0-based column as descriptors have it: in UTF-8 bytes, a tab going on to the next multiple of eight. */
  spanColumn(offset: number, line: number): number {
    const start = this.#starts![line]!;
    this.#plain ??= !/[^\n\r\x20-\x7e]/.test(this.text);
    if (this.#plain) return offset - start;
    let column = 0;
    for (let at = start; at < offset; at++) {
      const code = this.text.charCodeAt(at);
      if (code === 9) column += 8 - (column % 8);
      else if (code < 0x80) column += 1;
      else if (code < 0x800) column += 2;
      else if (code >= 0xd800 && code < 0xe000) column += 2;
      else column += 3;
    }
    return column;
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
