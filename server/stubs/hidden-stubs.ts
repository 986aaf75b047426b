import type { Problem } from '../contract/problem.ts';
import type { StubSpec, WhenSpec } from './spec.ts';

/**
 * Stubs that no call can reach: another, which always answers, takes each of their calls first. A warning, for either may
 * be switched off. What is not sure is not told: it is found where conditions are the same, or where there are none.
 * `specs`: of all files, in the order of the files.
 */
export function hiddenStubs(specs: readonly StubSpec[]): readonly Problem[] {
  const steady = new Map<string, StubSpec[]>();
  const problems: Problem[] = [];
  const all = specs
    .filter(({ enabled }) => enabled)
    .map((spec) => ({
      spec,
      conditions: conditionsOf(spec.when),
      key: (when: string) => `${spec.method.path} ${when}`,
    }));
  for (const { spec, conditions, key } of all)
    if (alwaysAnswers(spec)) steady.set(key(conditions), [...(steady.get(key(conditions)) ?? []), spec]);
  const seen = new Set<StubSpec>();
  for (const { spec, conditions, key } of all) {
    seen.add(spec);
    if (spec.does.kind === 'fault') continue;
    const alike = steady.get(key(conditions)) ?? [];
    const open = conditions === '' ? [] : (steady.get(key('')) ?? []);
    const first =
      open.find((other) => other.priority > spec.priority && takesAll(other, spec)) ??
      alike.find(
        (other) =>
          other !== spec &&
          (other.priority > spec.priority || (other.priority === spec.priority && seen.has(other))) &&
          takesAll(other, spec),
      );
    if (first) problems.push(hidden(spec, first));
  }
  return problems;
}

/** Whether it answers however often it is called, for whom it is there. */
const alwaysAnswers = ({ does, times }: StubSpec): boolean =>
  times === null && does.kind !== 'fault' && (does.kind !== 'replies' || does.afterLast !== 'fall_through');

/** Whether it stands wherever the other one does. */
const takesAll = ({ session, scenario }: StubSpec, other: StubSpec): boolean =>
  (session === null || session === other.session) &&
  (!scenario ||
    scenario.requires === null ||
    (scenario.name === other.scenario?.name && scenario.requires === other.scenario.requires));

/** The same text for the same conditions, wherever they stand; empty where any call will do. */
function conditionsOf(when: WhenSpec): string {
  const parts = Object.entries(when).filter(([, part]) => part !== undefined);
  return parts.length === 0 ? '' : JSON.stringify(parts, plain);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Descriptors by name, numbers that JSON has not by text, and no places. */
function plain(key: string, value: unknown): unknown {
  if (key === 'place') return undefined;
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return `#${value}`;
  if (isObject(value) && typeof value['kind'] === 'string' && 'proto' in value) return String(value);
  return value;
}

function hidden({ priority, place: { file, line, path } }: StubSpec, first: StubSpec): Problem {
  const where = first.place.file === file ? `line ${first.place.line}` : `${first.place.file}:${first.place.line}`;
  const higher = first.priority > priority;
  return {
    severity: 'warning',
    code: 'stub-hidden',
    file,
    line,
    path,
    message: `No call reaches this stub: the one of ${where} takes each of its calls first${higher ? `, by its priority ${first.priority}` : ''}.`,
    hint: higher
      ? `Give this one a higher priority, or that one conditions or times:.`
      : 'Give one of them other conditions or times:, or make them one with replies: […].',
  };
}
