import { clone, fromBinary, type DescMessage, type Message, type Registry } from '@bufbuild/protobuf';
import { encodeNode } from '../codec/encode-json.ts';
import { Findings } from '../codec/findings.ts';
import type { JsonNode } from '../codec/json-text.ts';
import type { ValueOrigin } from '../contract/origin.ts';
import type { Problem } from '../contract/problem.ts';
import type { Draft, Generation, Make } from './context.ts';
import { draw, pick } from './hash.ts';
import type { HintLine, HintsFile } from './hints-file.ts';

/** Hears what does not fit, with the offset of the value (or of the line) that it is about. */
export type Misfits = (at: number, problem: Problem) => void;

/** Fields of one message that belong together, as a person wrote them; the others are generated. */
export interface Row {
  readonly desc: DescMessage;
  readonly message: Message;
  /** Local names of what was written: of a field without presence, a zero may be meant. */
  readonly names: readonly string[];
}

/** A message whose fields can be said one by one; the others have a form of their own in JSON. */
export const isOpen = (desc: DescMessage | undefined): desc is DescMessage =>
  desc !== undefined && !desc.typeName.startsWith('google.protobuf.');

export function rowOf(desc: DescMessage, node: JsonNode, message: Message): Row {
  const written = new Set(node.kind === 'object' ? node.members.map(({ key }) => key) : []);
  const fields = desc.fields.filter((field) => written.has(field.jsonName) || written.has(field.name));
  return { desc, message, names: [...new Set(fields.map((field) => (field.oneof ?? field).localName))] };
}

/** The rows of a line about the type of a message. */
export function hintRows(
  hints: HintsFile,
  line: HintLine,
  desc: DescMessage,
  types: Registry | undefined,
  misfits?: Misfits,
): readonly Row[] {
  if (line.gives.by !== 'values') {
    const message = `Values of the message ${desc.typeName} are written with "values", as ProtoJSON.`;
    misfits?.(line.at, { severity: 'error', code: 'hint-misfit', message });
    return [];
  }
  return line.gives.values.flatMap((node) => {
    const findings = new Findings(hints.text);
    const bytes = encodeNode(desc, node, findings, '', types, { partial: true });
    if (bytes) return [rowOf(desc, node, fromBinary(desc, bytes))];
    for (const problem of findings.problems()) misfits?.(node.at, problem);
    return [];
  });
}

/** How a value says that it comes from a line. */
export const lineOrigin = ({ file }: HintsFile, { line, pattern }: HintLine): ValueOrigin => ({
  by: 'hints-file',
  file,
  line,
  pattern,
});

/** Lays one of the rows over a draft: what it says is set, everything else stays as it is. */
export function layOver(rows: readonly Row[], draft: Draft, a: number, gen: Generation, origin: ValueOrigin): void {
  const { desc, message, names } = pick(rows, draw(a, 150));
  // Whoever is given a message may change it. A message keeps its fields as properties under their local names.
  const fresh = clone(desc, message) as unknown as Draft;
  for (const name of names) {
    draft[name] = fresh[name];
    gen.trace?.note(draft, name, origin);
  }
}

/** A maker of messages, with one of the rows laid over each. */
export function overlaid(rows: readonly Row[], builtin: Make, origin: ValueOrigin): Make {
  return (a, b, s, gen, depth) => {
    const made = builtin(a, b, s, gen, depth);
    if (made !== undefined) layOver(rows, made as Draft, a, gen, origin); // it makes messages
    return made;
  };
}
