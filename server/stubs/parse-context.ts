import { Findings } from '../codec/findings.ts';
import type { JsonNode } from '../codec/json-text.ts';
import type { Problem } from '../contract/problem.ts';
import type { Schema } from '../schema/registry.ts';
import { LineIndex } from './line-index.ts';
import type { StubProblemCode } from './parse-problems.ts';
import type { Place } from './spec.ts';

const MOST_WARNINGS = 20;

/** In the order of a text. */
export const byPlace = (left: Problem, right: Problem): number =>
  (left.line ?? 0) - (right.line ?? 0) || (left.column ?? 0) - (right.column ?? 0);

/** What the parts of one reading share: the text with its places, the schema, and what was found. */
export class ParseContext {
  readonly file: string;
  readonly text: string;
  readonly schema: Schema;
  readonly findings: Findings;
  readonly #lines: LineIndex;
  readonly #warnings: Problem[] = [];

  constructor(text: string, file: string, schema: Schema) {
    this.file = file;
    this.text = text;
    this.schema = schema;
    this.findings = new Findings(text);
    this.#lines = new LineIndex(text);
  }

  /** How many problems there are so far: what a part adds to them says whether it is whole. */
  get count(): number {
    return this.findings.count;
  }

  /** Tells of a problem; the answer is what a reader returns that has nothing to give. */
  report(at: number, path: string, code: StubProblemCode, message: string, hint?: string): undefined {
    this.findings.add(at, path, code, message, hint);
    return undefined;
  }

  place(node: JsonNode, path: string, at = node.at): Place {
    return { file: this.file, line: this.line(at), lastLine: this.line(this.#end(node)), at, path };
  }

  /** Tells of what is most likely not meant, and harms nothing. */
  warn(at: number, path: string, code: StubProblemCode, message: string, hint: string): void {
    if (this.#warnings.length < MOST_WARNINGS)
      this.#warnings.push({ severity: 'warning', code, message, hint, ...this.#lines.at(at), path, file: this.file });
  }

  /** In the order of the text, each with the file. */
  problems(): readonly Problem[] {
    const errors = this.findings.problems().map((problem) => ({ ...problem, file: this.file }));
    return this.#warnings.length === 0 ? errors : [...errors, ...this.#warnings].sort(byPlace);
  }

  /** 1-based. */
  line(at: number): number {
    return this.#lines.at(at).line;
  }

  /** The last character of a value: empty space that YAML counts to it does not. */
  #end(node: JsonNode): number {
    if (node.kind !== 'object' && node.kind !== 'array') return node.at;
    let end = node.end ?? node.at;
    while (end - 1 > node.at && /\s/.test(this.text[end - 1]!)) end -= 1;
    return Math.max(node.at, end - 1);
  }
}
