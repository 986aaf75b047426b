import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');

/** Which rooms of `server/` a room may import. `contract` is open to all. */
const SERVER: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  schema: [],
  codec: ['schema'],
  rest: ['codec', 'schema'],
  rules: ['codec', 'schema'],
  generate: ['rules', 'codec', 'schema'],
  world: ['generate', 'rules', 'codec', 'schema'],
  stubs: ['generate', 'rules', 'codec', 'schema'],
  engine: ['stubs', 'world', 'generate', 'rules', 'codec', 'schema'],
  traffic: ['codec', 'schema'],
  wire: [],
};
const CORE = Object.keys(SERVER);
/** What every protocol plays calls with: above the core, and below the adapters. It has timers and Node's codecs. */
const SERVING = 'serving';
const ADAPTERS = ['port', 'tls', 'grpc', 'web-rpc', 'invoke', 'http', 'live', 'files', 'handlers'];
/** Rooms that put the others together; each may import core and adapters, and these rooms besides. '': what lies in `server/` itself. */
const COMPOSERS: Readonly<Record<string, readonly string[]>> = {
  config: [],
  workspace: ['config'],
  sides: ['workspace', 'config'],
  command: ['sides', 'workspace', 'config'],
  library: ['sides', 'workspace', 'config', ''],
};
/** Screen rooms of `web/src` meet only through `state`; `ui` knows no gRPC. */
const SCREENS = ['explorer', 'composer', 'call', 'traffic', 'protos', 'world', 'mocks', 'by-hand', 'compare', 'learn'];

/** One library, one room. */
const LIBRARIES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^@grpc\/grpc-js$/, ['grpc', 'invoke', 'handlers']],
  [/^(jiti|@grpc\/proto-loader|node:worker_threads)$/, ['handlers']],
  [/^node-forge$/, ['tls']],
  [/^express$/, ['http']],
  [/^socket\.io$/, ['live']],
  [/^@faker-js\//, ['generate']],
  [/^@bufbuild\/(protovalidate|cel)/, ['rules', 'stubs']],
  [/^yaml$/, ['codec']],
  [/^(node:)?fs(\/promises)?$/, ['files', 'command']],
];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sources(path);
    return /\.(ts|svelte)$/.test(name) ? [path] : [];
  });
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  const found: Import[] = [];
  for (const match of text.matchAll(
    /(?:^|[\s;])(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\s+from\s+)?['"]([^'"]+)['"]/g,
  ))
    found.push({ from: file, to: match[2]!, typeOnly: match[1] !== undefined });
  for (const match of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g))
    found.push({ from: file, to: match[1]!, typeOnly: false });
  return found;
}

const room = (file: string, base: string): string => {
  const parts = relative(join(root, base), file).split('/');
  return parts.length > 1 ? parts[0]! : '';
};
const server = sources(join(root, 'server'));
const web = sources(join(root, 'web/src'));

test('server rooms import only downwards', () => {
  const wrong = server.flatMap(importsOf).flatMap(({ from, to }) => {
    if (!to.startsWith('.')) return [];
    const [source, target] = [room(from, 'server'), room(resolve(dirname(from), to), 'server')];
    if (source === '' || source === target || target === 'contract') return [];
    const allowed = CORE.includes(source)
      ? SERVER[source]!
      : source === SERVING
        ? CORE
        : ADAPTERS.includes(source)
          ? [...CORE, SERVING]
          : [...CORE, SERVING, ...ADAPTERS, ...COMPOSERS[source]!];
    return allowed.includes(target) ? [] : [`${relative(root, from)} → ${to}`];
  });
  expect(wrong).toEqual([]);
});

test('every folder of the server is a room of the table', () => {
  const unknown = server
    .map((file) => room(file, 'server'))
    .filter((name) => name !== '' && ![...CORE, SERVING, ...ADAPTERS, ...Object.keys(COMPOSERS)].includes(name));
  expect([...new Set(unknown)]).toEqual([]);
});

test('a library is used in its own room only', () => {
  const wrong = server.flatMap(importsOf).flatMap(({ from, to }) => {
    const rule = LIBRARIES.find(([name]) => name.test(to));
    const source = room(from, 'server');
    return !rule || source === '' || rule[1].includes(source) ? [] : [`${relative(root, from)} → ${to}`];
  });
  expect(wrong).toEqual([]);
});

test('the pure core knows no Node module but buffers and hashes', () => {
  const wrong = server
    .filter((file) => CORE.includes(room(file, 'server')))
    .flatMap(importsOf)
    .filter(({ to }) => /^node:/.test(to));
  expect(wrong.map(({ from, to }) => `${relative(root, from)} → ${to}`)).toEqual([]);
});

test('the page knows the contract and nothing else of the server', () => {
  const wrong = web
    .flatMap(importsOf)
    .filter(({ to }) => /server\//.test(to) || (to.startsWith('#') && !to.startsWith('#contract/')));
  expect(wrong.map(({ from, to }) => `${relative(root, from)} → ${to}`)).toEqual([]);
});

test('screen rooms of the page never import each other, and ui and lib import no room', () => {
  const wrong = web.flatMap(importsOf).flatMap(({ from, to }) => {
    if (!to.startsWith('.')) return [];
    const [source, target] = [room(from, 'web/src'), room(resolve(dirname(from), to), 'web/src')];
    if (source === '' || source === target) return [];
    const bad =
      (SCREENS.includes(source) && SCREENS.includes(target)) ||
      (source === 'ui' && target !== 'lib') ||
      source === 'lib' ||
      (source === 'api' && target !== 'lib') ||
      (source === 'state' && !['api', 'lib'].includes(target));
    return bad ? [`${relative(root, from)} → ${to}`] : [];
  });
  expect(wrong).toEqual([]);
});

test('there is no import cycle', () => {
  const graph = new Map<string, string[]>();
  for (const file of [...server, ...web])
    graph.set(
      file,
      importsOf(file)
        .filter(({ to, typeOnly }) => to.startsWith('.') && !typeOnly)
        .map(({ to }) => resolve(dirname(file), to)),
    );
  const done = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].map((name) => relative(root, name)).join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  expect(cycles).toEqual([]);
});
