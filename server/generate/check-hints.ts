import type { DescField, DescMessage, Registry as TypeRegistry } from '@bufbuild/protobuf';
import type { Problem } from '../contract/problem.ts';
import { isSystemService } from '../contract/schema.ts';
import { placeOf } from '../codec/yaml-text.ts';
import { nearestWord } from '../schema/nearest.ts';
import type { Schema, SchemaMethod } from '../schema/registry.ts';
import type { Make } from './context.ts';
import { hintMaker } from './hint-makers.ts';
import { matchesField, matchesType, typeNameOf } from './hint-pattern.ts';
import { hintRows, isOpen, type Misfits } from './hint-rows.ts';
import type { HintLine, HintsFile } from './hints-file.ts';
import { nounOf } from './subjects.ts';
import { splitWords } from './words.ts';

/** Of a schema with more messages than this only so many are looked at, and the report says so. */
const MOST_MESSAGES = 50_000;
const MOST_PROBLEMS = 100;

/**
 * What is wrong with hints for a schema: lines that are about no field of any message that is sent or received, values
 * that fit none of the fields that they are about, lines that others leave nothing to.
 */
export function checkHints(hints: HintsFile, schema: Schema): readonly Problem[] {
  const work = checkHintsInSteps(hints, schema);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The same in small steps, for schemas so large that others want their turn meanwhile. */
export function* checkHintsInSteps(hints: HintsFile, schema: Schema): Generator<undefined, readonly Problem[]> {
  if (hints.lines.length === 0) return [];
  const { messages, types, complete } = yield* reachable(schema);
  const problems = new Map<string, Problem>();
  const add = (at: number, problem: Problem): void => {
    const place = 'line' in problem ? {} : placeOf(hints.text, at);
    const found = { ...problem, ...place, file: hints.file };
    if (problems.size < MOST_PROBLEMS) problems.set(`${found.line}:${found.column} ${found.message}`, found);
  };
  if (!complete)
    add(hints.lines[0]!.at, {
      severity: 'warning',
      code: 'hints-unchecked',
      message: `The schema is so large that hints are held against ${MOST_MESSAGES} of its messages only.`,
      hint: 'They count for all of them.',
    });
  const taken = new Set<DescField | DescMessage>();
  for (const line of hints.lines) {
    yield;
    const found = targetsOf(line, messages);
    if (found.length === 0) {
      if (complete) add(line.at, unmatched(line, messages));
      continue;
    }
    const fits = found.filter(trial(hints, line, types, add));
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
  types: ReadonlyMap<DescMessage, TypeRegistry>,
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
      ? hintRows(hints, line, message, types.get(message), hear).length > 0
      : hintMaker(
          hints,
          line,
          {
            field: field!, // a target is one of the two
            words: splitWords(field!.name),
            noun: nounOf(field!.parent.name),
            builtin: NOTHING,
            types: types.get(field!.parent),
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

/** The messages that calls can carry, without those in `Any`, each with what its service knows. */
function* reachable(schema: Schema): Generator<
  undefined,
  {
    readonly messages: readonly DescMessage[];
    readonly types: ReadonlyMap<DescMessage, TypeRegistry>;
    readonly complete: boolean;
  }
> {
  const found = new Map<string, DescMessage>();
  const types = new Map<DescMessage, TypeRegistry>();
  const see = (desc: DescMessage | undefined, known: TypeRegistry, queue: DescMessage[]): void => {
    // Well-known types are values to us: nobody says what their fields are.
    if (!desc || desc.typeName.startsWith('google.protobuf.') || found.has(desc.typeName)) return;
    found.set(desc.typeName, desc);
    types.set(desc, known);
    queue.push(desc);
  };
  for (const service of schema.services) {
    if (isSystemService(service.name)) continue;
    for (const { path } of service.methods) {
      const method = methodOf(schema, path);
      if (!method) continue;
      const queue: DescMessage[] = [];
      see(method.desc.input, method.types, queue);
      see(method.desc.output, method.types, queue);
      // A list goes on to what is added while it is walked.
      for (const desc of queue) for (const field of desc.fields) see(field.message, method.types, queue);
      if (found.size > MOST_MESSAGES) return { messages: [...found.values()], types, complete: false };
    }
    yield;
  }
  return { messages: [...found.values()], types, complete: true };
}

/** A method of a foreign descriptor set may have no descriptor. */
function methodOf(schema: Schema, path: string): Pick<SchemaMethod, 'desc' | 'types'> | undefined {
  try {
    const method = schema.method(path);
    return method && { desc: method.desc, types: method.types };
  } catch {
    return undefined;
  }
}
