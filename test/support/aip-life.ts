import { decodeJson } from '../../server/codec/decode-json.ts';
import { encodeJson } from '../../server/codec/encode-json.ts';
import type { Engine } from '../../server/engine/engine.ts';
import { referenceOf, resourceOf } from '../../server/generate/annotations.ts';
import type { Schema, SchemaMethod } from '../../server/schema/registry.ts';

interface Answer {
  readonly code: number;
  readonly message: string;
  readonly json: Record<string, unknown>;
}

function ask(engine: Engine, method: SchemaMethod, request: object): Answer {
  const encoded = encodeJson(method.desc.input, JSON.stringify(request), method.types);
  if ('problems' in encoded) throw new Error(encoded.problems[0]!.message);
  const call = engine.open(method, []);
  const answer = { code: -1, message: '', json: {} };
  for (const step of [...call.receive(encoded.bytes).steps, ...call.halfClose().steps]) {
    if (step.do === 'end') Object.assign(answer, { code: step.status.code, message: step.status.message });
    if (step.do === 'message')
      answer.json = JSON.parse(decodeJson(method.desc.output, step.bytes, method.types).json ?? '{}') as never; // an object
  }
  call.close?.();
  return answer;
}

export interface Standard {
  readonly title: string;
  readonly create: SchemaMethod;
  readonly get: SchemaMethod;
  readonly list: SchemaMethod;
  readonly remove: SchemaMethod;
  /** JSON names. */
  readonly resource: string;
  readonly items: string;
  readonly pattern: string;
  readonly suggests: string | undefined;
}

/** Resources with Create, Get, List and Delete in the shape of AIP-131 to 135, told by names alone. */
export function* standards(schema: Schema): Iterable<Standard> {
  for (const service of schema.services) {
    const named = (name: string): SchemaMethod | undefined =>
      service.methods.some((method) => method.name === name) ? schema.method(`/${service.name}/${name}`) : undefined;
    for (const { name } of service.methods) {
      const noun = /^Create([A-Z]\w+)$/.exec(name)?.[1];
      const [create, get, remove] = [named(name), named(`Get${noun}`), named(`Delete${noun}`)];
      if (!noun || !create || !get || !remove || create.kind !== 'unary') continue;
      const desc = get.desc.output;
      const pattern = resourceOf(desc)?.patterns.find((one) => one.split('/').length % 2 === 0);
      const holder = create.desc.input.fields.find((field) => field.message?.typeName === desc.typeName);
      const list = service.methods
        .filter((method) => method.name.startsWith('List'))
        .map((method) => named(method.name)!)
        .find((method) => method.desc.output.fields.some((field) => field.message?.typeName === desc.typeName));
      const byName = [get, remove].every(({ desc: { input } }) => input.fields.some((field) => field.name === 'name'));
      if (!pattern || !holder || !list || !byName || resourceOf(desc)?.nameField !== 'name') continue;
      const items = list.desc.output.fields.find((field) => field.message?.typeName === desc.typeName)!;
      const suggests = create.desc.input.fields.find((field) => field.name === `${holder.name}_id`);
      yield {
        title: `${service.name}/${noun}`,
        create,
        get,
        list,
        remove,
        resource: holder.jsonName,
        items: items.jsonName,
        pattern,
        suggests: suggests?.jsonName,
      };
    }
  }
}

/** Walks one resource through its life; what went wrong, or nothing. */
export function walk(engine: Engine, standard: Standard): string | undefined {
  const { create, get, list, remove, pattern } = standard;
  const filled = pattern.replaceAll(/\{[^}]*\}/g, 'sweep');
  const parent = filled.split('/').slice(0, -2).join('/');
  const set = (method: SchemaMethod, name: string, value: unknown): object => {
    const field = method.desc.input.fields.find((one) => one.name === name);
    return field ? { [field.jsonName]: value } : {};
  };
  // Some call the parent by its name: `database`, `location`.
  const holderOf = (method: SchemaMethod): string | undefined =>
    (
      method.desc.input.fields.find((field) => field.name === 'parent') ??
      method.desc.input.fields.find((field) => field.name !== 'name' && referenceOf(field) && parents.has(field.name))
    )?.jsonName;
  const parents = new Set([...pattern.matchAll(/\{([^}=]+)/g)].map(([, name]) => name!));
  const under = (method: SchemaMethod): object => {
    const held = parent === '' ? undefined : holderOf(method);
    return held === undefined ? {} : { [held]: parent };
  };
  const page = (token: string): Answer =>
    ask(engine, list, {
      ...under(list),
      ...set(list, 'page_size', 2),
      ...set(list, 'page_token', token),
    });
  const names = (): string[] | string => {
    const found: string[] = [];
    let token = '';
    for (let pages = 0; pages < 400; pages += 1) {
      const answer = page(token);
      if (answer.code !== 0) return `list: ${answer.message}`;
      found.push(...((answer.json[standard.items] ?? []) as { name: string }[]).map(({ name }) => name)); // resources
      token = String(answer.json['nextPageToken'] ?? '');
      if (token === '') return found;
    }
    return 'list: it does not end';
  };

  const before = names();
  if (typeof before === 'string') return before;
  if (new Set(before).size !== before.length || before.length < 2) return `list: ${before.length} names`;
  const seen = ask(engine, get, { name: before[0] });
  if (seen.code !== 0 || seen.json['name'] !== before[0]) return `get of a listed one: ${seen.code} ${seen.message}`;

  const example = JSON.parse(engine.example(create).json) as Record<string, unknown>; // a message is an object
  const request = { ...example, ...under(create), ...(standard.suggests && { [standard.suggests]: 'made-1' }) };
  delete request['validateOnly'];
  const sent = { ...((example[standard.resource] ?? {}) as object) }; // a message is an object
  if (standard.suggests) delete (sent as Record<string, unknown>)['name'];
  else if ('name' in sent) (sent as Record<string, unknown>)['name'] = `${filled.slice(0, -'sweep'.length)}made-1`;
  const made = ask(engine, create, { ...request, [standard.resource]: sent });
  if (made.code !== 0) return `create: ${made.code} ${made.message}`;
  const after = names();
  if (typeof after === 'string') return after;
  const name = after.find((one) => !before.includes(one));
  if (name === undefined) return 'create: not in the list';
  // An answer may hold what was made, or be an operation of its own kind.
  const same = create.desc.output.typeName === get.desc.output.typeName;
  const own = create.desc.output.fields.find((field) => !same && field.message?.typeName === get.desc.output.typeName);
  const thing = (own ? made.json[own.jsonName] : made.json) as Record<string, unknown>; // a message is an object
  const operation = !own && !same;
  if (!operation && thing['name'] !== name) return `create: answers ${String(thing['name'])}, lists ${name}`;
  const got = ask(engine, get, { name });
  if (got.code !== 0) return `get: ${got.code} ${got.message}`;
  if (!operation && JSON.stringify(got.json) !== JSON.stringify(thing)) return 'get: differs from what create said';

  const gone = ask(engine, remove, { name });
  if (gone.code !== 0) return `delete: ${gone.code} ${gone.message}`;
  const again = ask(engine, get, { name });
  const soft = get.desc.output.fields.some((field) => /^delete_time$|^state$/.test(field.name));
  if (again.code !== 5 && !soft) return `get after delete: ${again.code}`;
  const end = names();
  if (typeof end === 'string') return end;
  return end.includes(name) && !soft ? 'delete: still in the list' : undefined;
}
