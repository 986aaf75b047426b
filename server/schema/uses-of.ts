import type { ProtoUse } from '../contract/protos.ts';
import type { Schema, SchemaFile } from './registry.ts';
import { WireCursor } from './wire-cursor.ts';

/** Uses of one symbol in an answer. */
const MAX_USES = 500;

/**
 * The full name that a type reference means in a scope, as protoc looks it up: innermost scope first; undefined where
 * nothing of that name is there. A name with a leading dot is full already.
 */
export function resolveName(schema: Schema, name: string, scope: string): string | undefined {
  if (name.startsWith('.')) return schema.fileOfSymbol(name.slice(1)) ? name.slice(1) : undefined;
  for (let at = scope; ; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const full = at === '' ? name : `${at}.${name}`;
    if (schema.fileOfSymbol(full)) return full;
    if (at === '') return undefined;
  }
}

/** Fields, extensions and methods that use a message or an enum, in the order of the files. Read from the bytes. */
export function usesOf(schema: Schema, symbol: string): { readonly uses: readonly ProtoUse[]; readonly more: boolean } {
  const home = schema.fileOfSymbol(symbol);
  if (!home) return { uses: [], more: false };
  const uses: ProtoUse[] = [];
  const needle = new TextEncoder().encode(`.${symbol}`);
  for (const file of importersOf(schema, home)) {
    if (!holds(file.bytes, needle)) continue;
    new UseWalk(file, `.${symbol}`, uses).run();
    if (uses.length > MAX_USES) return { uses: uses.slice(0, MAX_USES), more: true };
  }
  return { uses, more: false };
}

/** The file itself, and every file that sees it: by an import of its own, or by a public import of another. */
function importersOf(schema: Schema, home: SchemaFile): readonly SchemaFile[] {
  const seeing = new Set([home.name]);
  const found = new Set([home]);
  for (let grown = true; grown;) {
    grown = false;
    for (const file of schema.files.values()) {
      if (found.has(file) || !file.dependencies.some((name) => seeing.has(name))) continue;
      found.add(file);
      if (publicImports(file).some((name) => seeing.has(name))) {
        seeing.add(file.name);
        grown = true;
      }
    }
  }
  return [...found];
}

function publicImports(file: SchemaFile): readonly string[] {
  const names: string[] = [];
  const cursor = new WireCursor(file.bytes);
  while (cursor.next()) {
    if (cursor.field !== 10) continue;
    for (const index of cursor.wire === 2 ? cursor.packed() : [cursor.value]) {
      const name = file.dependencies[index];
      if (name !== undefined) names.push(name);
    }
  }
  return names;
}

function holds(bytes: Uint8Array, needle: Uint8Array): boolean {
  for (let at = bytes.indexOf(needle[0]!); at >= 0; at = bytes.indexOf(needle[0]!, at + 1)) {
    let length = 1;
    while (length < needle.length && bytes[at + length] === needle[length]) length += 1;
    if (length === needle.length) return true;
  }
  return false;
}

class UseWalk {
  constructor(
    private readonly file: SchemaFile,
    private readonly wanted: string,
    private readonly uses: ProtoUse[],
  ) {}

  run(): void {
    const scope = this.file.package === '' ? '' : `${this.file.package}.`;
    const cursor = new WireCursor(this.file.bytes);
    while (cursor.next()) {
      if (cursor.field === 4) this.#message(cursor.inside(), scope);
      else if (cursor.field === 6) this.#service(cursor.inside(), scope);
      else if (cursor.field === 7) this.#field(cursor.inside(), scope);
    }
  }

  #message(cursor: WireCursor, scope: string): void {
    let name = '';
    let isMap = false;
    const inner: { readonly field: number; readonly at: WireCursor }[] = [];
    while (cursor.next()) {
      if (cursor.field === 1) name = cursor.text();
      else if (cursor.field === 7) isMap = isMapEntry(cursor.inside());
      else if (cursor.field === 2 || cursor.field === 3 || cursor.field === 6)
        inner.push({ field: cursor.field, at: cursor.inside() });
    }
    // An entry of a map is written as one field of the message around it.
    if (isMap) for (const { field, at } of inner) if (field === 2) this.#field(at, scope, entryField(name));
    if (isMap) return;
    for (const { field, at } of inner)
      if (field === 3) this.#message(at, `${scope}${name}.`);
      else this.#field(at, `${scope}${name}.`);
  }

  #field(cursor: WireCursor, scope: string, called?: string): void {
    let [name, type, extendee] = ['', '', ''];
    while (cursor.next()) {
      if (cursor.field === 1) name = cursor.text();
      else if (cursor.field === 6) type = cursor.text();
      else if (cursor.field === 2) extendee = cursor.text();
    }
    const symbol = scope + (called ?? name);
    if (type === this.wanted) this.#add(symbol, 'field');
    if (extendee === this.wanted) this.#add(symbol, 'extends');
  }

  #service(cursor: WireCursor, scope: string): void {
    let service = '';
    while (cursor.next()) {
      if (cursor.field === 1) service = cursor.text();
      if (cursor.field !== 2) continue;
      const method = cursor.inside();
      let [name, input, output] = ['', '', ''];
      while (method.next()) {
        if (method.field === 1) name = method.text();
        else if (method.field === 2) input = method.text();
        else if (method.field === 3) output = method.text();
      }
      if (input === this.wanted) this.#add(`${scope}${service}.${name}`, 'request');
      if (output === this.wanted) this.#add(`${scope}${service}.${name}`, 'response');
    }
  }

  #add(symbol: string, as: ProtoUse['as']): void {
    this.uses.push({ file: this.file.name, symbol, as });
  }
}

/** `map_entry` of MessageOptions is field 7. */
function isMapEntry(options: WireCursor): boolean {
  let entry = false;
  while (options.next()) if (options.field === 7) entry = options.value !== 0;
  return entry;
}

/** `PriceByRegionEntry` → `price_by_region`, the usual name of the field. */
function entryField(name: string): string {
  return name
    .replace(/Entry$/, '')
    .replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();
}
