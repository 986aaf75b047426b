import type { DescField, DescMessage, Registry } from '@bufbuild/protobuf';
import { encodeNode } from '../codec/encode-json.ts';
import { Findings } from '../codec/findings.ts';
import { type JsonMember, type JsonNode, readJson } from '../codec/json-text.ts';
import { ELEMENT_BUDGET, RECURSION_LIMIT } from '../codec/limits.ts';
import type { Problem } from '../contract/problem.ts';
import { type FieldPath, fieldPath, jsonPath } from './field-path.ts';
import { fieldValue } from './field-value.ts';
import type { Parameter } from './query-text.ts';
import type { Route } from './routes.ts';

/** What a request is made from. */
export interface RestRequest {
  readonly route: Route;
  readonly variables: readonly (readonly [field: string, text: string])[];
  readonly query: readonly Parameter[];
  /** The text of the body; undefined where there is none. */
  readonly body: string | undefined;
  /** The body is no JSON, and goes elsewhere: fields of the query are not asked to stand in it. */
  readonly raw?: boolean;
}

/** The message of a method, and what `Any` may hold. */
export interface RequestType {
  readonly input: DescMessage;
  readonly types: Registry | undefined;
}

const NOWHERE = -1;
type Members = JsonMember[];

/** A request of REST as the bytes of its message, or all that is wrong with it. */
export function readRequest(
  { input, types }: RequestType,
  { route, variables, query, body, raw = false }: RestRequest,
): { readonly bytes: Uint8Array } | { readonly problems: readonly Problem[] } {
  const findings = new Findings(body ?? '');
  const { rule } = route;
  // 1. The body: the whole message, or one field of it.
  let root: JsonNode & { readonly members: Members } = { kind: 'object', at: NOWHERE, members: [] };
  const bodyField = rule.body === '' || rule.body === '*' ? undefined : fieldPath(input, rule.body);
  if (bodyField && !('fields' in bodyField))
    findings.add(NOWHERE, rule.body, 'rest-rule-broken', `The http rule of ${route.method}: ${bodyField.message}`);
  if (body !== undefined && body.trim() !== '') {
    const read = readJson(body, { depth: RECURSION_LIMIT, elements: ELEMENT_BUDGET });
    if ('fault' in read) findings.add(read.fault.at, '', read.fault.code, read.fault.message, read.fault.hint);
    else if (rule.body === '')
      findings.add(
        NOWHERE,
        '',
        'rest-body-unexpected',
        `${rule.verb} ${rule.path} takes no body.`,
        'Send it in the query, or add "body" to the http rule.',
      );
    else if (bodyField === undefined && read.node.kind !== 'object') {
      // Another form than an object's is for the type to judge.
      if (variables.length + query.length === 0) return encoded(input, read.node, findings, types);
      findings.add(read.node.at, '', 'json-wrong-type', `Expected an object (${input.typeName}).`);
    } else if (bodyField === undefined) root = { ...read.node, members: membersOf(read.node) };
    else if ('fields' in bodyField) put(root.members, bodyField.fields, read.node);
  }
  // 2. The query: every field that is neither in the path nor in the body.
  const bound = variables.map(([field]) => fieldPath(input, field));
  const given = new Map<string, { readonly path: FieldPath; readonly texts: string[] }>();
  for (const { name, value } of query) {
    const path = fieldPath(input, name);
    const refusal = 'fields' in path ? boundElsewhere(path, bound, bodyField, raw ? undefined : route) : path;
    if (refusal) findings.add(NOWHERE, name.slice(0, 200), 'rest-unknown-parameter', refusal.message, refusal.hint);
    if (refusal || !('fields' in path)) continue;
    // A field has two names, and may come by both of them.
    const same = `${jsonPath(path.fields)}[${path.key ?? ''}]`;
    const before = given.get(same);
    if (before) before.texts.push(value);
    else given.set(same, { path, texts: [value] });
  }
  for (const { path, texts } of given.values()) set(root.members, path, texts, findings);
  // 3. The path goes before all else.
  bound.forEach((path, index) => {
    const [name, text] = variables[index]!; // of the same list
    if ('fields' in path) set(root.members, path, [text], findings);
    else
      findings.add(NOWHERE, name, 'rest-rule-broken', `The http rule of ${route.method}: ${path.message}`, path.hint);
  });
  return encoded(input, root, findings, types);
}

function encoded(
  input: DescMessage,
  node: JsonNode,
  findings: Findings,
  types: Registry | undefined,
): { readonly bytes: Uint8Array } | { readonly problems: readonly Problem[] } {
  const bytes = encodeNode(input, node, findings, '', types);
  return bytes && findings.count === 0 ? { bytes } : { problems: findings.problems() };
}

/** Why a field may not stand in the query. */
function boundElsewhere(
  { fields }: FieldPath,
  bound: readonly (FieldPath | object)[],
  body: FieldPath | object | undefined,
  route: Route | undefined,
): { readonly message: string; readonly hint: string } | undefined {
  const path = jsonPath(fields);
  if (bound.some((one) => 'fields' in one && jsonPath(one.fields as readonly DescField[]) === path))
    // paths have fields
    return { message: `"${path}" stands in the path already.`, hint: 'Leave it out of the query.' };
  if (route?.rule.body === '*')
    return {
      message: `"${path}" stands in the query, and ${route.rule.verb} ${route.rule.path} takes its fields from the body.`,
      hint: 'Put it into the JSON of the body.',
    };
  const first = body && 'fields' in body ? (body as FieldPath).fields[0] : undefined; // as above
  return first && fields[0] === first
    ? { message: `"${path}" belongs to the body.`, hint: `The body is "${first.jsonName}": put it into its JSON.` }
    : undefined;
}

function set(members: Members, { fields, key }: FieldPath, texts: readonly string[], findings: Findings): void {
  const last = fields.at(-1)!; // a path has a field
  const path = jsonPath(fields);
  if (last.fieldKind === 'map') {
    const value = fieldValue(mapValue(last), texts);
    if (!('node' in value)) findings.add(NOWHERE, path, 'rest-bad-parameter', value.message, value.hint);
    else putEntry(members, fields, key ?? '', value.node);
    return;
  }
  const value = fieldValue(last, texts);
  if ('node' in value) put(members, fields, value.node);
  else findings.add(NOWHERE, path, 'rest-bad-parameter', value.message, value.hint);
}

/** The value of a map's entries is described by the map itself. */
const mapValue = (field: DescField & { readonly fieldKind: 'map' }): DescField =>
  ({
    jsonName: field.jsonName,
    fieldKind: field.mapKind,
    message: field.message,
    enum: field.enum,
    scalar: field.scalar,
  }) as unknown as DescField; // all that is read of it

/** Puts a value where a path of fields leads; what stood there is gone. */
function put(members: Members, fields: readonly DescField[], node: JsonNode): void {
  let at = members;
  fields.forEach((field, depth) => {
    const index = at.findIndex(({ key }) => key === field.jsonName || key === field.name);
    if (depth === fields.length - 1) {
      if (index >= 0) at.splice(index, 1);
      at.push({ key: field.jsonName, keyAt: NOWHERE, value: node });
    } else at = childMembers(at, index, field.jsonName);
  });
}

function putEntry(members: Members, fields: readonly DescField[], key: string, value: JsonNode): void {
  let at = members;
  for (const field of fields) {
    const index = at.findIndex((one) => one.key === field.jsonName || one.key === field.name);
    at = childMembers(at, index, field.jsonName);
  }
  at.push({ key, keyAt: NOWHERE, value });
}

/** The members of an object below, which is made, or made our own to write into. */
function childMembers(members: Members, index: number, name: string): Members {
  const before = members[index];
  const own = before?.value.kind === 'object' ? membersOf(before.value) : [];
  const value: JsonNode = { kind: 'object', at: before?.value.at ?? NOWHERE, members: own };
  if (before) members[index] = { ...before, value };
  else members.push({ key: name, keyAt: NOWHERE, value });
  return own;
}

const membersOf = (node: JsonNode): Members => (node.kind === 'object' ? [...node.members] : []);
