import type { MethodInfo, SchemaDifference } from '#contract/schema';

/** What a reload did to a method. `what` ends the sentence "The proto has changed: …". */
export interface SchemaMark {
  readonly kind: 'new' | 'changed';
  readonly what: string;
}

type Methods = ReadonlyMap<string, { readonly method: MethodInfo }>;

/**
 * The methods that are new, and those that changed. `difference` is what the server said of it; without it the two trees
 * are compared, which sees everything but a change further down in a type.
 */
export function schemaMarks(
  before: Methods,
  after: Methods,
  difference: SchemaDifference | null,
): ReadonlyMap<string, SchemaMark> {
  const marks = new Map<string, SchemaMark>();
  const changed = new Set<string>(difference?.changed);
  for (const [path, { method }] of after) {
    const old = before.get(path)?.method;
    if (!old) {
      marks.set(path, { kind: 'new', what: '' });
      continue;
    }
    const what = whatChanged(old, method);
    if (what !== '') marks.set(path, { kind: 'changed', what });
    else if (changed.has(path)) marks.set(path, { kind: 'changed', what: 'a type that it takes or gives has changed' });
  }
  return marks;
}

function whatChanged(old: MethodInfo, now: MethodInfo): string {
  const parts: string[] = [];
  if (old.kind !== now.kind)
    parts.push(`it is ${now.kind.replace('_', ' ')} now, and was ${old.kind.replace('_', ' ')}`);
  if (old.input !== now.input) parts.push(`it takes ${now.input} now, and took ${old.input}`);
  if (old.output !== now.output) parts.push(`it gives ${now.output} now, and gave ${old.output}`);
  if ((old.deprecated ?? false) !== (now.deprecated ?? false))
    parts.push(now.deprecated ? 'it is deprecated now' : 'it is no longer deprecated');
  if (parts.length === 0 && old.doc !== now.doc) parts.push('its comment has changed');
  return parts.join('; ');
}
