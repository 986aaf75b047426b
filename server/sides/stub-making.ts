import { basename, join } from 'node:path';
import { appendItem, itemText } from '../codec/yaml-append.ts';
import { parseYaml } from '../codec/yaml-text.ts';
import type { StubMade, StubNewRequest } from '../contract/mock-api.ts';
import { problem, type Problem } from '../contract/problem.ts';
import type { StubFile } from '../contract/stub.ts';
import type { CallEvent } from '../contract/traffic.ts';
import { newStubFile, readStubFile, stubFileBeside, stubFolder } from '../files/stub-file.ts';
import { isFile } from '../files/save-proto.ts';
import { exampleCall } from '../engine/example-call.ts';
import type { MockSource } from '../http/mock-routes.ts';
import type { Refused } from '../http/world-routes.ts';
import type { MockSideOptions } from './mock-side.ts';
import { readStubs } from '../workspace/read-stubs.ts';
import { oneMore } from '../workspace/same-stubs.ts';
import type { SchemaMethod } from '../schema/registry.ts';

type Json = Readonly<Record<string, unknown>>;

const refused = (status: Refused['status'], why: Problem): Refused => ({ status, refused: [why] });

/** Makes stubs of recorded calls and of examples, at the end of a file. */
export function createStubMaking(
  options: MockSideOptions,
  write: (file: string, text: string, baseHash: string | null) => Promise<StubFile | Refused>,
): Pick<MockSource, 'make'> {
  const { paths, registry, journal, stubFiles, worldFiles, seed } = options;

  /** Where the stub goes: as it is asked, into the first file of the service, or into a new one named after it. */
  const placeFor = async (method: SchemaMethod, asked: string | null): Promise<string | Problem> => {
    const { files } = stubFiles.report;
    if (asked !== null) {
      const place = newStubFile(paths, asked);
      return 'refused' in place ? (files.find(({ file }) => file === asked)?.file ?? place.refused) : place.path;
    }
    const own = files.find(({ file }) => serviceOf(file) === method.service.name);
    if (own) return own.file;
    const { service } = method;
    const { current } = stubFiles.source;
    const first = current?.current.find(({ spec, added }) => added === 0 && spec.method.service.name === service.name);
    if (first) return first.spec.place.file;
    const proto = registry.current.files.get(service.file)?.path;
    // Beside protos that were given as files, only what is named after them is read.
    const [given] = paths;
    if (paths.every(isFile)) return stubFileBeside(proto !== undefined && paths.includes(proto) ? proto : given!);
    return join(stubFolder(paths, proto), `${kebab(service.name.slice(service.name.lastIndexOf('.') + 1))}.stubs.yaml`);
  };

  /** What the draft says, without what the reader of stubs would not take. */
  const accepted = async (method: SchemaMethod, draft: Json): Promise<Json> => {
    const tools = await stubFiles.tools();
    for (const stub of simpler(draft)) {
      const text = JSON.stringify({ stubs: [{ ...stub, method: method.path.slice(1) }] }, withBigints);
      const { problems } = await readStubs(tools, registry.current, 'draft', text, 'json');
      if (!problems.some(({ severity }) => severity === 'error')) return stub;
    }
    throw new Error(`no stub can be made for ${method.path}`);
  };

  return {
    async make({ method: path, call, file: asked, write: doWrite }: StubNewRequest): Promise<StubMade | Refused> {
      const method = registry.current.method(path);
      if (!method) throw new Error(`${path} was known a moment ago.`);
      const events = eventsOf(call, path);
      if ('problem' in events) return refused(events.status, events.problem);
      const place = await placeFor(method, asked);
      if (typeof place !== 'string') return refused(400, place);
      const disk = readStubFile(place);
      const text = disk?.text ?? '';
      const service = text.trim() === '' ? method.service.name : serviceOf(place);
      const name = service === method.service.name ? method.info.name : method.path.slice(1);
      const { draftStub } = await import('../stubs/draft-stub.ts');
      const stub = await accepted(method, draftStub(method, events.events, name));
      const made = { file: place, yaml: itemText([stub]) };
      if (!doWrite) return { ...made, id: null, line: null };
      // It would answer nothing as long as an older version of the file is in force.
      if (stubFiles.report.files.find(({ file }) => file === place)?.held) return refused(409, inTheWay(place));
      const next = text.trim() === '' ? fresh(place, method.service.name, stub) : appendItem(text, 'stubs', stub);
      if (next === undefined || (text.trim() !== '' && !oneMore(text, next, place)))
        return refused(409, inTheWay(place));
      const saved = await write(place, next, disk?.hash ?? null);
      if ('refused' in saved) return saved;
      const { whole } = await readStubs(await stubFiles.tools(), registry.current, place, next);
      const last = whole.at(-1);
      return { ...made, id: last?.id ?? null, line: last?.place.line ?? null };
    },
  };

  function eventsOf(
    call: string | null,
    path: string,
  ): { readonly events: readonly CallEvent[] } | { readonly status: 400 | 404; readonly problem: Problem } {
    const method = registry.current.method(path)!;
    if (call === null) return { events: exampleCall(method, seed, worldFiles.hints.current) };
    const record = journal.get(call);
    if (!record)
      return {
        status: 404,
        problem: problem(
          'unknown-call',
          `There is no call ${JSON.stringify(call.slice(0, 100))}.`,
          'It may have been dropped or cleared: GET /api/calls lists what is kept.',
          'call',
        ),
      };
    if (record.summary.method === path) return { events: record.events };
    const message = `This is a call of ${record.summary.method}, and not of ${path}.`;
    return { status: 400, problem: problem('wrong-method', message, 'Name the method of the call.', 'method') };
  }
}

const inTheWay = (file: string): Problem =>
  problem('edit-by-hand', `Nothing can be added to ${file} as it is.`, 'Repair it, or name another file.', 'file');

/** The service that a file names at its top. */
function serviceOf(file: string): string | undefined {
  const text = readStubFile(file)?.text;
  const value = text === undefined ? undefined : parseYaml(text, file).value;
  const { service } = Object(value) as { readonly service?: unknown }; // Whatever it is, its member is looked at.
  return typeof service === 'string' ? service : undefined;
}

/** The draft, and what is left of it where something in it cannot be written. */
function* simpler(draft: Json): Generator<Json> {
  yield draft;
  const { when, reply, script: _, ...rest } = draft;
  const { headers: __, trailers: ___, ...bare } = Object(reply) as Json; // Of a script there is none.
  if (reply !== undefined) yield { ...rest, ...(when !== undefined && { when }), reply: bare };
  if (reply !== undefined) yield { ...rest, reply: bare };
  yield { ...rest, reply: { generated: true } };
}

/** A file with one stub. */
function fresh(file: string, service: string, stub: Json): string {
  const whole = { service, stubs: [stub] };
  return file.toLowerCase().endsWith('.json') ? `${JSON.stringify(whole, withBigints, 2)}\n` : itemText(whole);
}

const withBigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** `OrderService` → `order-service`. */
const kebab = (name: string): string =>
  basename(name)
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase();
