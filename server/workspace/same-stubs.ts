import { parseYaml } from '../codec/yaml-text.ts';

/** Whether a text says after an edit what it said before, with one change: an edit in place must do nothing else. */
export function sameStubs(before: string, after: string, file: string, change: (stubs: unknown[]) => void): boolean {
  const [old, now] = [parseYaml(before, file), parseYaml(after, file)];
  if (now.problems.length > old.problems.length) return false;
  const { stubs, ...rest } = Object(old.value) as Record<string, unknown>; // Whatever it is, its members are looked at.
  if (!Array.isArray(stubs ?? [])) return false;
  const wanted: unknown[] = [...((stubs ?? []) as readonly unknown[])];
  change(wanted);
  return canonical({ ...rest, stubs: wanted }) === canonical(now.value);
}

/** Whether a text says after an edit what it said before, but for these entries of its top; null for one that is gone. */
export function sameEntries(
  before: string,
  after: string,
  file: string,
  entries: Readonly<Record<string, unknown>>,
): boolean {
  const [old, now] = [parseYaml(before, file), parseYaml(after, file)];
  const wanted = Object.entries({ ...Object(old.value), ...entries }).filter(([, value]) => value !== null);
  return now.problems.length <= old.problems.length && canonical(Object.fromEntries(wanted)) === canonical(now.value);
}

/** Whether a text says after an addition what it said before, with one stub more at its end. */
export function oneMore(before: string, after: string, file: string): boolean {
  const { stubs } = Object(parseYaml(after, file).value) as { readonly stubs?: unknown }; // As above.
  return sameStubs(before, after, file, (all) =>
    all.push(Array.isArray(stubs) ? (stubs as readonly unknown[]).at(-1) : undefined),
  );
}

/** The same text for the same value, whatever the order of keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner === 'bigint') return `${inner}n`;
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}
