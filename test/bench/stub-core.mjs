// `node test/bench/stub-core.mjs`: what choosing and saying an answer costs in the engine alone, without socket and
// journal, in CPU time: one stub, the last of many, and generated data beside them.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { textMessage } from './flood.mjs';

const dist = join(resolve(import.meta.dirname, '../..', process.env.BENCH_MAIN ?? 'dist/server/main.js'), '..');
const load = (path) => import(pathToFileURL(join(dist, path)).href);
const [{ loadSchema }, { createEngine }, { World }, { StubStore }, { parseStubs }, { prepareStubs }] =
  await Promise.all(
    ['load.js', 'engine/engine.js', 'world/world.js', 'stubs/store.js', 'stubs/parse-stubs.js', 'stubs/compile-stub.js'].map(load), // prettier-ignore
  );
const ROUNDS = 15;
const CALLS = Number(process.env.BENCH_CALLS ?? 20_000);
const MANY = 1_000;
const METHOD = '/greeter.v1.Greeter/SayHello';
const STREAM = '/greeter.v1.Greeter/SayHelloInManyLanguages';

const { schema } = loadSchema({ paths: ['protos'], protoPaths: [] });
const message = { greeting: 'Good morning, Ines Okafor!', name: 'Ines Okafor' };
const forName = (n) => ({ method: 'SayHello', when: { request: { name: `Guest-${n}` } }, reply: { message } });
const byEnd = (n) => ({ method: 'SayHello', when: { request: { name: { $endsWith: `x${n}` } } }, reply: { message } });
const list = (length, make) => Array.from({ length }, (_, n) => make(n));

async function rowOf(name, stubs, { names = 1, path = METHOD } = {}) {
  const { stubs: specs, problems } = parseStubs(JSON.stringify({ service: 'greeter.v1.Greeter', stubs }), 'a.json', schema); // prettier-ignore
  if (problems.length > 0) throw new Error(problems[0].message);
  await prepareStubs(specs);
  const current = new StubStore(() => 0);
  current.setFile('a.json', specs);
  const world = new World({ now: () => 0, strict: false });
  const engine = createEngine({ seed: '42', random: null, strict: false, now: () => 0, world, stubs: { current } });
  const method = schema.method(path);
  const metadata = [{ key: 'user-agent', value: 'bench' }];
  const bodies = list(names, (n) => textMessage(`Guest-${n}`));
  let at = 0;
  const call = () => {
    const conversation = engine.open(method, metadata);
    conversation.receive(bodies[(at += 1) % names]);
    const { steps } = conversation.halfClose();
    conversation.close?.();
    return steps.length;
  };
  return { name, call, calls: stubs.length > 100 && names === 1 ? CALLS / 20 : CALLS, micros: [] };
}

const rows = [
  await rowOf('generated', []),
  await rowOf('one stub for all calls', [{ method: 'SayHello', reply: { message } }]),
  await rowOf('one stub for one name', [forName(0)]),
  await rowOf(`${MANY} stubs, each for a name`, list(MANY, forName), { names: MANY }),
  await rowOf('one stub with a pattern', [byEnd(1), { method: 'SayHello', reply: { message } }]),
  await rowOf(`${MANY} stubs with patterns, none of which fits`, [...list(MANY, byEnd), { method: 'SayHello', reply: { message } }]), // prettier-ignore
  await rowOf('one stub with a template', [{ method: 'SayHello', reply: { message: { ...message, name: '${request.name}' } } }]), // prettier-ignore
  await rowOf('a stream of 100 messages', [{ method: 'SayHelloInManyLanguages', reply: { stream: list(100, () => ({ greeting: 'Hello', languageCode: 'en' })) } }], { path: STREAM }), // prettier-ignore
];
for (let round = 0; round < ROUNDS + 3; round += 1)
  for (const { call, calls, micros } of rows) {
    const before = process.cpuUsage();
    for (let count = 0; count < calls; count += 1) if (call() === 0) throw new Error('No answer.');
    const { user, system } = process.cpuUsage(before);
    if (round >= 3) micros.push((user + system) / calls);
  }
const figure = (values) => values.sort((a, b) => a - b);
console.table(
  Object.fromEntries(
    rows.map(({ name, micros }) => {
      const sorted = figure(micros);
      return [
        name,
        { 'µs of CPU, least': Number(sorted[0].toFixed(2)), median: Number(sorted[ROUNDS >> 1].toFixed(2)) },
      ];
    }),
  ),
);
