/** What of an OpenAPI 3.1 document breaks the rules of its meta-schema, as paths with reasons; empty for none. */
export function brokenRules(document: object): readonly string[] {
  const root = document as Json; // It comes as JSON.
  const faults: string[] = [];
  const fault = (path: string, why: string): void => void faults.push(`${path}: ${why}`);
  allowed(root, '$', ['openapi', 'info', 'servers', 'tags', 'paths', 'components'], fault);
  if (!/^3\.1\.\d+$/.test(String(root['openapi']))) fault('$.openapi', 'is no 3.1');
  const info = (root['info'] ?? {}) as Json; // by the rules
  for (const key of ['title', 'version']) if (typeof info[key] !== 'string') fault(`$.info.${key}`, 'is no text');
  const ids = new Set<unknown>();
  for (const [path, item] of Object.entries((root['paths'] ?? {}) as Json)) {
    if (!path.startsWith('/')) fault(path, 'does not begin with "/"');
    const shape = path.replaceAll(/\{[^}]*\}/g, '{}');
    const twin = Object.keys(root['paths'] as Json).find(
      (other) => other !== path && other.replaceAll(/\{[^}]*\}/g, '{}') === shape,
    );
    if (twin !== undefined) fault(path, `is the same as ${twin}`);
    for (const [verb, operation] of Object.entries(item as Json)) {
      if (verb.startsWith('x-')) continue;
      if (!/^(get|put|post|delete|options|head|patch|trace)$/.test(verb)) fault(`${path}.${verb}`, 'is no verb');
      checkOperation(operation as Json, `${verb} ${path}`, path, fault);
      const { operationId } = operation as { readonly operationId?: unknown };
      if (ids.has(operationId)) fault(`${verb} ${path}`, 'its operationId is another one’s');
      ids.add(operationId);
    }
  }
  const schemas = ((root['components'] as Json | undefined)?.['schemas'] ?? {}) as Json; // by the rules
  for (const [name, schema] of Object.entries(schemas)) {
    if (!/^[a-zA-Z0-9._-]+$/.test(name)) fault(name, 'is no name of a component');
    checkSchema(schema, name, fault);
  }
  for (const [, name] of JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
    if (!Object.hasOwn(schemas, name!)) fault(name!, 'is referred to, and is not there');
  return faults;
}

type Json = Readonly<Record<string, unknown>>;
type Fault = (path: string, why: string) => void;

const OPERATION = [
  'operationId',
  'tags',
  'summary',
  'description',
  'deprecated',
  'parameters',
  'requestBody',
  'responses',
];
const PARAMETER = ['name', 'in', 'required', 'description', 'deprecated', 'style', 'explode', 'schema'];
const SCHEMA = [
  ...['$ref', 'type', 'format', 'description', 'enum', 'items', 'properties', 'required', 'additionalProperties'],
  ...['pattern', 'minimum', 'readOnly', 'deprecated', 'contentEncoding'],
];
const TYPES = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'];

function allowed(value: Json, path: string, keys: readonly string[], fault: Fault): void {
  for (const key of Object.keys(value))
    if (!keys.includes(key) && !key.startsWith('x-')) fault(`${path}.${key}`, 'is not known');
}

function checkOperation(operation: Json, at: string, path: string, fault: Fault): void {
  allowed(operation, at, OPERATION, fault);
  const parameters = (operation['parameters'] ?? []) as readonly Json[]; // by the rules
  const seen = new Set<string>();
  for (const parameter of parameters) {
    const name = `${String(parameter['in'])} ${String(parameter['name'])}`;
    allowed(parameter, `${at} ${name}`, PARAMETER, fault);
    if (seen.has(name)) fault(at, `has ${name} twice`);
    seen.add(name);
    if (parameter['in'] === 'path' && parameter['required'] !== true) fault(`${at} ${name}`, 'is not required');
    checkSchema(parameter['schema'], `${at} ${name}`, fault);
  }
  const inPath = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => `path ${name}`);
  const named = [...seen].filter((name) => name.startsWith('path '));
  if (inPath.toSorted().join() !== named.toSorted().join())
    fault(at, `its path has ${inPath.join()}, and it ${named.join()}`);
  const body = operation['requestBody'] as Json | undefined; // by the rules
  if (body) checkContent(body['content'], `${at} body`, fault);
  const responses = (operation['responses'] ?? {}) as Json; // by the rules
  if (Object.keys(responses).length === 0) fault(at, 'has no responses');
  for (const [code, response] of Object.entries(responses)) {
    if (!/^([1-5](\d\d|XX)|default)$/.test(code)) fault(`${at} ${code}`, 'is no status');
    if (typeof (response as Json)['description'] !== 'string') fault(`${at} ${code}`, 'has no description');
    checkContent((response as Json)['content'], `${at} ${code}`, fault);
  }
}

function checkContent(content: unknown, at: string, fault: Fault): void {
  for (const [type, media] of Object.entries((content ?? {}) as Json)) {
    if (!/^[\w*.+-]+\/[\w*.+-]+$/.test(type)) fault(`${at} ${type}`, 'is no media type');
    checkSchema((media as Json)['schema'], `${at} ${type}`, fault);
  }
}

function checkSchema(schema: unknown, at: string, fault: Fault): void {
  if (typeof schema === 'boolean') return;
  if (typeof schema !== 'object' || schema === null) return fault(at, 'is no schema');
  const json = schema as Json; // an object
  allowed(json, at, SCHEMA, fault);
  const types = [json['type'] ?? []].flat();
  for (const type of types) if (!TYPES.includes(String(type))) fault(at, `has no type ${String(type)}`);
  if (Array.isArray(json['enum']) && new Set(json['enum']).size !== json['enum'].length) fault(at, 'has a value twice');
  for (const [name, one] of Object.entries((json['properties'] ?? {}) as Json))
    checkSchema(one, `${at}.${name}`, fault);
  for (const key of ['items', 'additionalProperties']) if (key in json) checkSchema(json[key], `${at}.${key}`, fault);
}
