import type { MethodInfo, MethodPath, SchemaDifference } from '../contract/schema.ts';
import type { Schema } from './registry.ts';
import { WireCursor } from './wire-cursor.ts';

const MAX_LISTED = 1_000;
/** Where more files than these are new, every method of them is taken for changed. */
const MAX_FILES = 500;

/** What a file says of its types: where the bytes of each are, and which others its fields name. */
interface Types {
  readonly spans: ReadonlyMap<string, { readonly start: number; readonly stop: number }>;
  readonly names: ReadonlyMap<string, readonly string[]>;
}

const known = new WeakMap<Uint8Array, Types>();

/** Which methods a schema has, lacks or answers otherwise than the one before. */
export function differenceOf(before: Schema, after: Schema): SchemaDifference {
  const old = methodsOf(before);
  const now = methodsOf(after);
  const added = [...now.keys()].filter((path) => !old.has(path));
  const removed = [...old.keys()].filter((path) => !now.has(path));

  const files = changedFiles(before, after);
  const affected = dependents(after, files);
  const types = files.size > MAX_FILES ? undefined : changedTypes(before, after, files);
  const reaches = types && reacher(after, types);
  const changed: MethodPath[] = [];
  for (const service of after.services) {
    if (!affected.has(service.file)) continue;
    for (const info of service.methods) {
      const was = old.get(info.path);
      if (was && (!sameMethod(was, info) || !reaches || reaches(service.file, [info.input, info.output])))
        changed.push(info.path);
    }
  }
  return {
    added: added.slice(0, MAX_LISTED),
    removed: removed.slice(0, MAX_LISTED),
    changed: changed.slice(0, MAX_LISTED),
  };
}

function methodsOf(schema: Schema): Map<MethodPath, MethodInfo> {
  return new Map(schema.services.flatMap(({ methods }) => methods.map((info) => [info.path, info] as const)));
}

function sameMethod(a: MethodInfo, b: MethodInfo): boolean {
  return (
    a.kind === b.kind &&
    a.input === b.input &&
    a.output === b.output &&
    a.doc === b.doc &&
    a.deprecated === b.deprecated
  );
}

function changedFiles(before: Schema, after: Schema): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const [name, { bytes }] of after.files) if (!same(before.files.get(name)?.bytes, bytes)) changed.add(name);
  for (const name of before.files.keys()) if (!after.files.has(name)) changed.add(name);
  return changed;
}

/** These files, and all that import them, through others too. */
function dependents(schema: Schema, files: ReadonlySet<string>): ReadonlySet<string> {
  const importers = new Map<string, string[]>();
  for (const { name, dependencies } of schema.files.values())
    for (const dependency of dependencies) {
      const list = importers.get(dependency);
      if (list) list.push(name);
      else importers.set(dependency, [name]);
    }
  const found = new Set(files);
  for (const name of found) for (const importer of importers.get(name) ?? []) found.add(importer);
  return found;
}

function changedTypes(before: Schema, after: Schema, files: ReadonlySet<string>): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const name of files) {
    const [a, b] = [before.files.get(name)?.bytes, after.files.get(name)?.bytes];
    const [was, is] = [a && typesOf(a).spans, b && typesOf(b).spans];
    for (const [type, span] of is ?? []) {
      const other = was?.get(type);
      if (!a || !b || !other || !same(a.subarray(other.start, other.stop), b.subarray(span.start, span.stop)))
        changed.add(type);
    }
    for (const type of was?.keys() ?? []) if (!is?.has(type)) changed.add(type);
  }
  return changed;
}

/** Tells whether types of a file, by full name, lead to one of the changed ones. */
function reacher(schema: Schema, changed: ReadonlySet<string>): (file: string, types: readonly string[]) => boolean {
  const names = new Map<string, readonly string[]>();
  const entered = new Set<string>();
  return (file, types) => {
    const files = [file];
    for (let next = files.pop(); next !== undefined; next = files.pop()) {
      if (entered.has(next)) continue;
      entered.add(next);
      const found = schema.files.get(next);
      if (!found) continue;
      for (const [type, uses] of typesOf(found.bytes).names) if (!names.has(type)) names.set(type, uses);
      files.push(...found.dependencies);
    }
    const seen = new Set(types);
    for (const type of seen) {
      if (changed.has(type)) return true;
      for (const use of names.get(type) ?? []) seen.add(use);
    }
    return false;
  };
}

function typesOf(bytes: Uint8Array): Types {
  const read = known.get(bytes);
  if (read) return read;
  const spans = new Map<string, { start: number; stop: number }>();
  const names = new Map<string, readonly string[]>();
  const message = (cursor: WireCursor, scope: string, start: number, stop: number): void => {
    const name = scope + nameOf(cursor.again());
    const uses: string[] = [];
    while (cursor.next()) {
      if (cursor.field === 2) {
        const field = cursor.inside();
        while (field.next()) if (field.field === 6) uses.push(field.text().replace(/^\./, ''));
      } else if (cursor.field === 3) message(cursor.inside(), `${name}.`, cursor.start, cursor.stop);
      else if (cursor.field === 4) spans.set(`${name}.${nameOf(cursor.inside())}`, span(cursor));
    }
    spans.set(name, { start, stop });
    names.set(name, uses);
  };
  let scope = '';
  const outer = new WireCursor(bytes);
  while (outer.next()) if (outer.field === 2) scope = `${outer.text()}.`;
  const cursor = new WireCursor(bytes);
  while (cursor.next()) {
    if (cursor.field === 4) message(cursor.inside(), scope, cursor.start, cursor.stop);
    else if (cursor.field === 5) spans.set(scope + nameOf(cursor.inside()), span(cursor));
  }
  const types = { spans, names };
  known.set(bytes, types);
  return types;
}

const span = ({ start, stop }: WireCursor): { start: number; stop: number } => ({ start, stop });

function nameOf(cursor: WireCursor): string {
  while (cursor.next()) if (cursor.field === 1) return cursor.text();
  return '';
}

function same(a: Uint8Array | undefined, b: Uint8Array): boolean {
  if (a === b) return true;
  return a?.length === b.length && a.every((byte, index) => byte === b[index]);
}
