/**
 * The expressions of the hints file: text with `${…}` in it. In the braces stands a call of a function (`int(1, 5)`,
 * `uuid`), a row of the built-in table (`city`, `first_name`), another field of the message (`field.order_id`), a number,
 * or a quoted text. Nothing is evaluated as code.
 */
export type Expression = readonly Part[];

export type Part =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'number'; readonly value: number }
  /** Another field of the message, by names from the outside in. */
  | { readonly is: 'field'; readonly path: readonly string[]; readonly at: number }
  /** `lane`: its place among the calls, so that each has draws of its own. */
  | {
      readonly is: 'call';
      readonly name: string;
      readonly args: readonly Part[];
      readonly lane: number;
      readonly at: number;
    };

export interface ExpressionFault {
  /** Offset in the text, from 0. */
  readonly at: number;
  readonly message: string;
  readonly hint?: string;
}

const LONGEST = 1_000;
const DEEPEST = 10;
const MOST_ARGUMENTS = 100;

/** Reads an expression. It is not yet known whether its functions exist: see `hint-functions`. */
export function parseExpression(text: string): Expression | ExpressionFault {
  if (text.length > LONGEST)
    return { at: 0, message: `The expression has ${text.length} characters; the limit is ${LONGEST}.` };
  try {
    return new Reader(text).template();
  } catch (error) {
    if (error instanceof Fault) return error.fault;
    throw error;
  }
}

export const isFault = (parsed: Expression | ExpressionFault): parsed is ExpressionFault => 'message' in parsed;

/** The calls and fields of an expression, nested ones included. */
export function* partsOf(expression: Expression): Iterable<Part> {
  for (const part of expression) {
    yield part;
    if (part.is === 'call') yield* partsOf(part.args);
  }
}

class Fault extends Error {
  readonly fault: ExpressionFault;

  constructor(fault: ExpressionFault) {
    super(fault.message);
    this.fault = fault;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t' };

class Reader {
  readonly #text: string;
  #at = 0;
  #lanes = 0;

  constructor(text: string) {
    this.#text = text;
  }

  template(): Expression {
    const parts: Part[] = [];
    let text = '';
    while (this.#at < this.#text.length) {
      if (this.#text.startsWith('$${', this.#at)) {
        text += '${';
        this.#at += 3;
      } else if (this.#text.startsWith('${', this.#at)) {
        const open = this.#at;
        if (text !== '') parts.push({ is: 'text', text });
        text = '';
        this.#at += 2;
        parts.push(this.#value(0));
        if (!this.#take('}'))
          this.#fail(
            this.#at < this.#text.length ? this.#at : open,
            this.#at < this.#text.length
              ? `Expected "}", found "${this.#text[this.#at]!}".`
              : 'The "${" is not closed.',
            'Write "$${" for the text "${" itself.',
          );
      } else text += this.#text[this.#at++]!;
    }
    if (text !== '') parts.push({ is: 'text', text });
    return parts;
  }

  #value(depth: number): Part {
    if (depth > DEEPEST) this.#fail(this.#at, `Calls nest deeper than ${DEEPEST} levels.`);
    this.#space();
    const quote = this.#text[this.#at];
    if (quote === "'" || quote === '"') return this.#quoted(quote);
    const start = this.#at;
    const number = this.#match(/-?\d+(\.\d+)?/y);
    if (number !== undefined) return { is: 'number', value: Number(number) };
    const name = this.#match(/[A-Za-z_]\w*/y);
    if (name === undefined)
      this.#fail(
        start,
        start < this.#text.length
          ? `Expected a function, a field, a number or a quoted text, found "${this.#text[start]!}".`
          : 'The "${" is not closed.',
      );
    if (this.#text[this.#at] === '.') return this.#field(name, start);
    const lane = this.#lanes++;
    return { is: 'call', name, args: this.#take('(') ? this.#args(depth) : [], lane, at: start };
  }

  #field(name: string, start: number): Part {
    if (name !== 'field')
      this.#fail(start, `"${name}." leads nowhere.`, `Write field.${name} for another field of the message.`);
    const path: string[] = [];
    while (this.#text[this.#at] === '.') {
      this.#at += 1;
      const step = this.#match(/[A-Za-z_]\w*/y);
      if (step === undefined) this.#fail(this.#at, 'Expected the name of a field.');
      path.push(step);
    }
    return { is: 'field', path, at: start };
  }

  #args(depth: number): Part[] {
    const args: Part[] = [];
    if (this.#take(')')) return args;
    for (;;) {
      args.push(this.#value(depth + 1));
      if (args.length > MOST_ARGUMENTS) this.#fail(this.#at, `A call takes at most ${MOST_ARGUMENTS} values.`);
      if (this.#take(')')) return args;
      if (!this.#take(',')) this.#fail(this.#at, 'Expected "," or ")".');
    }
  }

  #quoted(quote: string): Part {
    const start = this.#at++;
    let text = '';
    for (;;) {
      const letter = this.#text[this.#at++];
      if (letter === undefined) this.#fail(start, `This quoted text has no closing ${quote}.`);
      if (letter === quote) return { is: 'text', text };
      if (letter === '\\') {
        const escaped = this.#text[this.#at++] ?? '';
        text += Object.hasOwn(ESCAPES, escaped) ? ESCAPES[escaped]! : escaped;
      } else text += letter;
    }
  }

  #space(): void {
    this.#match(/\s+/y);
  }

  /** A mark, with the space around it. */
  #take(mark: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    // After the closing brace the text goes on, spaces and all.
    if (mark !== '}') this.#space();
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #fail(at: number, message: string, hint?: string): never {
    throw new Fault({ at, message, ...(hint === undefined ? {} : { hint }) });
  }
}
