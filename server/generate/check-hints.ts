import type { DescField, DescMessage } from '@bufbuild/protobuf';
import type { Problem } from '../contract/problem.ts';
import { placeOf } from '../codec/yaml-text.ts';
import { nearestWord } from '../schema/nearest.ts';
import type { Schema } from '../schema/registry.ts';
import type { Make } from './context.ts';
import { hintMaker } from './hint-makers.ts';
import { matchesField, matchesType, typeNameOf } from './hint-pattern.ts';
import { hintRows, isOpen, type Misfits } from './hint-rows.ts';
import type { HintLine, HintsFile } from './hints-file.ts';
import { nounOf } from './subjects.ts';
import { splitWords } from './words.ts';

/** Descriptors are built when they are asked for: of a very large schema only so many methods are looked at. */
const MOST_METHODS = 2_000;
const MOST_PROBLEMS = 100;

/**
 * What is wrong with hints for a schema: lines that are about no field of any message that is sent or received, values
 * that fit none of the fields that they are about, lines that others leave nothing to.
 */
export function checkHints(hints: HintsFile, schema: Schema): readonly Problem[] {
  if (hints.lines.length === 0) return [];
  const { messages, complete } = reachable(schema);
  const problems = new Map<string, Problem>();
  const add = (at: number, problem: Problem): void => {
    const place = 'line' in problem ? {} : placeOf(hints.text, at);
    const found = { ...problem, ...place, file: hints.file };
    if (problems.size < MOST_PROBLEMS) problems.set(`${found.line}:${found.column} ${found.message}`, found);
  };
  const taken = new Set<DescField | DescMessage>();
  for (const line of hints.lines) {
    const found = targetsOf(line, messages);
    if (found.length === 0) {
      if (complete) add(line.at, unmatched(line, messages));
      continue;
    }
    const fits = found.filter(trial(hints, line, add));
    const left = fits.filter((target) => !taken.has(target.about));
    if (fits.length > 0 && left.length === 0 && line.about.on !== 'type')
      add(line.at, {
        severity: 'warning',
        code: 'hint-unused',
        message: `"${line.pattern}" is never used: lines above it are about the same fields.`,
        hint: 'The first line that fits a field decides: put this one above them.',
      });
    for (const { about } of left) taken.add(about);
  }
  return [...problems.values()].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

/** A field that a line is about, or a message as a whole. */
interface Target {
  readonly about: DescField | DescMessage;
  readonly field: DescField | undefined;
  readonly message: DescMessage | undefined;
}

function targetsOf(line: HintLine, messages: readonly DescMessage[]): readonly Target[] {
  const { about } = line;
  const whole = messages
    .filter((desc) => isOpen(desc) && matchesType(about, desc.typeName))
    .map((desc) => ({ about: desc, field: undefined, message: desc }));
  const fields = messages
    .flatMap((desc) => desc.fields)
    .filter((field) =>
      about.on === 'type'
        ? !isOpen(field.message) && matchesType(about, typeNameOf(field))
        : matchesField(about, field),
    )
    .map((field) => ({ about: field, field, message: undefined }));
  return [...whole, ...fields];
}

const NOTHING: Make = () => undefined;

/**
 * Whether a line fits a target. A pattern may be about fields of several types, and what fits one of them is meant for
 * that one: a fault is told where nothing fits.
 */
function trial(
  hints: HintsFile,
  line: HintLine,
  add: Misfits,
): (target: Target, index: number, all: readonly Target[]) => boolean {
  const faults = new Map<number, Problem[]>();
  const fitting = new Set<number>();
  return ({ field, message }, index, all) => {
    const bad = new Set<number>();
    const hear: Misfits = (at, problem) => {
      bad.add(at);
      faults.set(at, [...(faults.get(at) ?? []), problem].slice(0, 1));
    };
    const fits = message
      ? hintRows(hints, line, message, undefined, hear).length > 0
      : hintMaker(
          hints,
          line,
          {
            field: field!, // a target is one of the two
            words: splitWords(field!.name),
            noun: nounOf(field!.parent.name),
            builtin: NOTHING,
            types: undefined,
          },
          hear,
        ) !== undefined;
    const places = line.gives.by === 'values' ? line.gives.values.map(({ at }) => at) : [line.at];
    for (const at of places) if (fits && !bad.has(at)) fitting.add(at);
    if (index === all.length - 1)
      for (const [at, problems] of faults)
        if (!fitting.has(at) && (line.gives.by === 'values' || fitting.size === 0))
          for (const problem of problems) add(at, problem);
    return fits;
  };
}

/** A pattern that matches nothing, with the nearest one that would. */
function unmatched(line: HintLine, messages: readonly DescMessage[]): Problem {
  const type = line.about.on === 'type';
  const fields = messages.flatMap((desc) => desc.fields);
  const names = type
    ? [...messages.map(({ typeName }) => typeName), ...fields.map(typeNameOf)]
    : fields.map((field) => `${field.parent.typeName}.${field.name}`);
  const parts = line.pattern.split('.');
  // As long as the pattern, and with a star wherever it has one.
  const alike = (name: string): string => {
    const own = name.split('.').slice(-parts.length);
    return own.map((part, index) => (parts[parts.length - own.length + index] === '*' ? '*' : part)).join('.');
  };
  const near = nearestWord(line.pattern, new Set(names.map(alike)));
  return {
    severity: 'warning',
    code: 'hint-unmatched',
    message: `No ${type ? 'type' : 'field'} of any request or answer matches "${line.pattern}".`,
    ...(near === undefined ? {} : { hint: `Did you mean "${near}"?` }),
  };
}

/** The messages that calls can carry, without those in `Any`. */
function reachable(schema: Schema): { readonly messages: readonly DescMessage[]; readonly complete: boolean } {
  const found = new Map<string, DescMessage>();
  const queue: DescMessage[] = [];
  const see = (desc: DescMessage | undefined): void => {
    // Well-known types are values to us: nobody says what their fields are.
    if (!desc || desc.typeName.startsWith('google.protobuf.') || found.has(desc.typeName)) return;
    found.set(desc.typeName, desc);
    queue.push(desc);
  };
  let methods = 0;
  for (const { path } of schema.services.flatMap((service) => service.methods)) {
    if (++methods > MOST_METHODS) break;
    const method = schema.method(path);
    see(method?.desc.input);
    see(method?.desc.output);
  }
  // A list goes on to what is added while it is walked.
  for (const desc of queue) for (const field of desc.fields) see(field.message);
  return { messages: [...found.values()], complete: methods <= MOST_METHODS };
}
