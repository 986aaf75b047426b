import type { MethodInfo, MethodKind, MethodPath, ServiceInfo } from '../contract/schema.ts';
import { readComments } from './source-info.ts';
import { WireCursor } from './wire-cursor.ts';

/** An extension that a file defines. */
export interface ExtensionOutline {
  /** Full names, without a leading dot. */
  readonly name: string;
  readonly extendee: string;
  readonly number: number;
}

/** What a schema needs to know of a file without building its descriptor. */
export interface FileOutline {
  readonly name: string;
  readonly package: string;
  readonly dependencies: readonly string[];
  /** Full names of top-level messages, enums, values of top-level enums, services and extensions. */
  readonly symbols: readonly string[];
  readonly extensions: readonly ExtensionOutline[];
  readonly services: readonly ServiceInfo[];
}

/** Most files of a tree that is compiled again are the very same bytes. */
const outlines = new WeakMap<Uint8Array, FileOutline>();

/** Reads an outline from the bytes of a `FileDescriptorProto`. */
export function outlineFile(bytes: Uint8Array): FileOutline {
  const known = outlines.get(bytes);
  if (known) return known;
  const outline = readOutline(bytes);
  outlines.set(bytes, outline);
  return outline;
}

function readOutline(bytes: Uint8Array): FileOutline {
  let name = '';
  let pkg = '';
  const dependencies: string[] = [];
  const cursor = new WireCursor(bytes);
  while (cursor.next()) {
    if (cursor.field === 1) name = cursor.text();
    else if (cursor.field === 2) pkg = cursor.text();
    else if (cursor.field === 3) dependencies.push(cursor.text());
  }
  const scope = pkg === '' ? '' : `${pkg}.`;
  const symbols: string[] = [];
  const extensions: ExtensionOutline[] = [];
  const serviceSpans: WireCursor[] = [];
  const walk = new WireCursor(bytes);
  while (walk.next()) {
    if (walk.field === 4) {
      const message = nameIn(walk.inside());
      symbols.push(scope + message);
      nestedExtensions(walk.inside(), `${scope}${message}.`, extensions);
    } else if (walk.field === 5) {
      symbols.push(scope + nameIn(walk.inside()));
      const values = walk.inside();
      while (values.next()) if (values.field === 2) symbols.push(scope + nameIn(values.inside()));
    } else if (walk.field === 6) {
      symbols.push(scope + nameIn(walk.inside()));
      serviceSpans.push(walk.inside());
    } else if (walk.field === 7) {
      const extension = readExtension(walk.inside(), scope);
      symbols.push(extension.name);
      extensions.push(extension);
    }
  }
  return {
    name,
    package: pkg,
    dependencies,
    symbols,
    extensions,
    services: outlineServices(bytes, serviceSpans, name, pkg),
  };
}

function outlineServices(bytes: Uint8Array, spans: readonly WireCursor[], file: string, pkg: string): ServiceInfo[] {
  if (spans.length === 0) return [];
  const comments = readComments(bytes, 6);
  return spans.map((cursor, index) => {
    let name = '';
    const methods: MethodInfo[] = [];
    const raw: WireCursor[] = [];
    while (cursor.next()) {
      if (cursor.field === 1) name = cursor.text();
      else if (cursor.field === 2) raw.push(cursor.inside());
    }
    const full = pkg === '' ? name : `${pkg}.${name}`;
    raw.forEach((method, at) =>
      methods.push(outlineMethod(method, full, comments.get(`6,${index},2,${at}`)?.doc ?? '')),
    );
    const place = comments.get(`6,${index}`);
    return { name: full, package: pkg, file, ...(place ? { line: place.line } : {}), doc: place?.doc ?? '', methods };
  });
}

function outlineMethod(cursor: WireCursor, service: string, doc: string): MethodInfo {
  let [name, input, output] = ['', '', ''];
  let [client, server, deprecated] = [false, false, false];
  while (cursor.next()) {
    if (cursor.field === 1) name = cursor.text();
    else if (cursor.field === 2) input = withoutDot(cursor.text());
    else if (cursor.field === 3) output = withoutDot(cursor.text());
    else if (cursor.field === 4) deprecated = isDeprecated(cursor.inside());
    else if (cursor.field === 5) client = cursor.value !== 0;
    else if (cursor.field === 6) server = cursor.value !== 0;
  }
  const path: MethodPath = `/${service}/${name}`;
  return { path, name, kind: kindOf(client, server), input, output, doc, ...(deprecated ? { deprecated } : {}) };
}

function kindOf(client: boolean, server: boolean): MethodKind {
  if (client) return server ? 'bidi_streaming' : 'client_streaming';
  return server ? 'server_streaming' : 'unary';
}

/** `deprecated` of MethodOptions is field 33. */
function isDeprecated(options: WireCursor): boolean {
  let deprecated = false;
  while (options.next()) if (options.field === 33) deprecated = options.value !== 0;
  return deprecated;
}

function nestedExtensions(message: WireCursor, scope: string, found: ExtensionOutline[]): void {
  while (message.next()) {
    if (message.field === 6) found.push(readExtension(message.inside(), scope));
    else if (message.field === 3) nestedExtensions(message.inside(), `${scope}${nameIn(message.inside())}.`, found);
  }
}

function readExtension(cursor: WireCursor, scope: string): ExtensionOutline {
  let [name, extendee] = ['', ''];
  let number = 0;
  while (cursor.next()) {
    if (cursor.field === 1) name = scope + cursor.text();
    else if (cursor.field === 2) extendee = withoutDot(cursor.text());
    else if (cursor.field === 3) number = cursor.value;
  }
  return { name, extendee, number };
}

/** Every full name that a file defines: messages, fields, oneofs, enums, values, services, methods, extensions. */
export function symbolsOf(bytes: Uint8Array, pkg: string): ReadonlySet<string> {
  const found = new Set<string>();
  const scope = pkg === '' ? '' : `${pkg}.`;
  const cursor = new WireCursor(bytes);
  while (cursor.next()) {
    if (cursor.field === 4) addMessage(cursor.inside(), scope, found);
    else if (cursor.field === 5) addEnum(cursor.inside(), scope, found);
    else if (cursor.field === 6) {
      const service = scope + nameIn(cursor.inside());
      found.add(service);
      const inner = cursor.inside();
      while (inner.next()) if (inner.field === 2) found.add(`${service}.${nameIn(inner.inside())}`);
    } else if (cursor.field === 7) found.add(scope + nameIn(cursor.inside()));
  }
  return found;
}

function addMessage(cursor: WireCursor, scope: string, found: Set<string>): void {
  const name = scope + nameIn(cursor.again());
  found.add(name);
  while (cursor.next()) {
    if (cursor.field === 2 || cursor.field === 6 || cursor.field === 8) found.add(`${name}.${nameIn(cursor.inside())}`);
    else if (cursor.field === 3) addMessage(cursor.inside(), `${name}.`, found);
    else if (cursor.field === 4) addEnum(cursor.inside(), `${name}.`, found);
  }
}

/** Values of an enum are siblings of the enum, as in C++. */
function addEnum(cursor: WireCursor, scope: string, found: Set<string>): void {
  found.add(scope + nameIn(cursor.again()));
  while (cursor.next()) if (cursor.field === 2) found.add(scope + nameIn(cursor.inside()));
}

/** Field 1 of every descriptor message is its name. */
function nameIn(cursor: WireCursor): string {
  while (cursor.next()) if (cursor.field === 1 && cursor.wire === 2) return cursor.text();
  return '';
}

const withoutDot = (name: string): string => (name.startsWith('.') ? name.slice(1) : name);
