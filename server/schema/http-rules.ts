import { WireCursor } from './wire-cursor.ts';

/** One `google.api.HttpRule`, or one of its `additional_bindings`. */
export interface HttpRule {
  /** `GET`, or whatever a `custom` pattern calls it; `*` for every verb. */
  readonly verb: string;
  /** The template as it was written: `/v1/{name=shelves/*}`. */
  readonly path: string;
  /** `*` for the whole request, the name of a field, or empty for none. */
  readonly body: string;
  /** The field of the response that is sent alone; empty for the whole of it. */
  readonly responseBody: string;
}

/** The rules of a method of a file. */
export interface MethodRules {
  /** Places in the file: the service, and the method in it. */
  readonly at: readonly [number, number];
  readonly service: string;
  readonly method: string;
  /** The main one first. */
  readonly rules: readonly HttpRule[];
}

/** `google.api.http` extends MethodOptions with this number. */
export const HTTP_OPTION = 72295728;

// Numbers of `google.api.HttpRule`.
const VERBS: Readonly<Record<number, string>> = { 2: 'GET', 3: 'PUT', 4: 'POST', 5: 'DELETE', 6: 'PATCH' };
const [BODY, CUSTOM, ADDITIONAL, RESPONSE_BODY] = [7, 8, 11, 12];

/**
 * The methods of a file that have a `google.api.http` rule, from the bytes of its `FileDescriptorProto`: no descriptor is
 * built for it, and it does not matter whose definition of the option the file was compiled with.
 */
export function httpRulesOf(file: Uint8Array): readonly MethodRules[] {
  const found: MethodRules[] = [];
  const cursor = new WireCursor(file);
  let [pkg, services] = ['', 0];
  while (cursor.next()) {
    if (cursor.field === 2) pkg = cursor.text();
    else if (cursor.field === 6) readService(cursor.inside(), services++, found);
  }
  return pkg === '' ? found : found.map((one) => ({ ...one, service: `${pkg}.${one.service}` }));
}

function readService(cursor: WireCursor, index: number, found: MethodRules[]): void {
  let [service, methods] = ['', 0];
  const first = found.length;
  while (cursor.next()) {
    if (cursor.field === 1) service = cursor.text();
    else if (cursor.field === 2) {
      const rules: HttpRule[] = [];
      const method = readMethod(cursor.inside(), rules);
      if (rules.length > 0) found.push({ at: [index, methods], service, method, rules });
      methods += 1;
    }
  }
  // Nothing says that the name comes before the methods.
  for (let at = first; at < found.length; at++) found[at] = { ...found[at]!, service };
}

function readMethod(cursor: WireCursor, rules: HttpRule[]): string {
  let name = '';
  while (cursor.next()) {
    if (cursor.field === 1) name = cursor.text();
    else if (cursor.field === 4) {
      const options = cursor.inside();
      const parts: WireCursor[] = [];
      while (options.next()) if (options.field === HTTP_OPTION && options.wire === 2) parts.push(options.inside());
      if (parts.length > 0) readRule(parts, rules, 0);
    }
  }
  return name;
}

/** The rules in the option of one method, from the bytes of its `HttpRule`; parts that were written one by one are one message. */
export function readHttpRules(parts: readonly Uint8Array[]): readonly HttpRule[] {
  const rules: HttpRule[] = [];
  if (parts.length > 0)
    readRule(
      parts.map((bytes) => new WireCursor(bytes)),
      rules,
      0,
    );
  return rules;
}

function readRule(parts: readonly WireCursor[], rules: HttpRule[], depth: number): void {
  let [verb, path, body, responseBody] = ['', '', '', ''];
  const additional: WireCursor[] = [];
  for (const cursor of parts)
    while (cursor.next()) {
      if (cursor.wire !== 2) continue;
      const known = VERBS[cursor.field];
      if (known !== undefined) [verb, path] = [known, cursor.text()];
      else if (cursor.field === CUSTOM) [verb, path] = readCustom(cursor.inside());
      else if (cursor.field === BODY) body = cursor.text();
      else if (cursor.field === RESPONSE_BODY) responseBody = cursor.text();
      else if (cursor.field === ADDITIONAL) additional.push(cursor.inside());
    }
  if (verb !== '') rules.push({ verb, path, body, responseBody });
  // Bindings of bindings do not count, by the words of the option.
  if (depth === 0) for (const cursor of additional) readRule([cursor], rules, 1);
}

function readCustom(cursor: WireCursor): [string, string] {
  let [kind, path] = ['', ''];
  while (cursor.next()) {
    if (cursor.field === 1) kind = cursor.text();
    else if (cursor.field === 2) path = cursor.text();
  }
  return [kind.toUpperCase(), path];
}
