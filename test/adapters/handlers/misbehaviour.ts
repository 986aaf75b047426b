/** One way for a handler to misbehave, as the body of an async function; `down`: as that of a generator. */
export interface Misbehaviour {
  readonly name: string;
  /** Text of the file, with the handler's body in the four kinds. */
  readonly body: string;
  /** Where a stream says it otherwise than one answer does. */
  readonly down?: string;
  /** What the client is told. */
  readonly code: number;
  readonly says: RegExp;
  /** The client gives it so long, in milliseconds. */
  readonly deadline?: number;
  /** It reaches for what the whole process has: not to be done in the thread of a test. */
  readonly reckless?: boolean;
  /** What makes the thread end: told apart because others are hit as well. */
  readonly deadly?: boolean;
  /** It works for a while before it is at its end: how long, is the machine's. */
  readonly untimed?: boolean;
}

const INTERNAL = 13;
const wrong = /answered with what is no/;

/** Value: what is returned, or yielded. */
const value = (name: string, expression: string, says: RegExp, before = ''): Misbehaviour => ({
  name,
  body: `${before}; return ${expression};`,
  down: `${before}; yield ${expression};`,
  code: INTERNAL,
  says,
});

export const MISBEHAVIOURS: readonly Misbehaviour[] = [
  {
    name: 'throws',
    body: `throw new TypeError('boom');`,
    code: INTERNAL,
    says: /bad\.handlers\.ts:\d+\) threw TypeError: boom/,
  },
  { name: 'rejects', body: `await Promise.reject(new Error('late boom'));`, code: INTERNAL, says: /late boom/ },
  { name: 'throws a string', body: `throw 'plain';`, code: INTERNAL, says: /threw string plain/ },
  { name: 'throws undefined', body: `throw undefined;`, code: INTERNAL, says: /threw undefined/ },
  { name: 'throws an object that is no error', body: `throw { a: 1 };`, code: INTERNAL, says: /no Error/ },
  {
    name: 'throws an error with hostile getters',
    body: `throw new Proxy({}, { get() { throw 1; } });`,
    code: INTERNAL,
    says: /threw/,
  },
  {
    name: 'throws a status with a wrong code',
    body: `throw call.error('NO_SUCH', 'x');`,
    code: INTERNAL,
    says: /threw/,
  },
  {
    name: 'throws a status with a detail of an unknown type',
    body: `throw call.error('NOT_FOUND', 'x', [{ '@type': 'no.Such' }]);`,
    code: INTERNAL,
    says: /no schema knows the type no\.Such/,
  },
  {
    name: 'throws a status with circular details',
    body: `const d = { '@type': 'google.rpc.ErrorInfo' }; d.self = d; throw call.error('NOT_FOUND', 'x', [d]);`,
    code: INTERNAL,
    says: /contains itself/,
  },
  value('answers with nothing', 'undefined', /returned nothing|yielded nothing/),
  value('answers with null', 'null', /returned null|found null/),
  value('answers with a number', '12', /Expected an object/),
  value('answers with a string', '"text"', /Expected an object/),
  value('answers with a list', '[1]', wrong),
  value('answers with a field that is not there', '{ txet: "a" }', /txet/),
  value('answers with a wrong type deep inside', '{ replyTo: { replyTo: { text: 5 } } }', /replyTo\.replyTo\.text/),
  value('answers with an enum that is not there', '{ mood: "SAD" }', /mood/),
  value('answers with a number that does not fit', '{ rank: 5_000_000_000 }', /rank.*does not fit/),
  value('answers with a function', '{ text: () => "a" }', /text: a function/),
  value('answers with a symbol', '{ text: Symbol("a") }', /text: a symbol/),
  value('answers with undefined in a list', '{ tags: [undefined] }', /tags\[0\]: undefined/),
  value('answers with a Map', '{ marks: new Map() }', /marks: Map/),
  value('answers with a circle', 'o', /replyTo: this object contains itself/, 'const o = {}; o.replyTo = o'),
  value(
    'answers with a getter that throws',
    '{ get text() { throw new Error("no text"); } }',
    /text: reading it threw Error: no text/,
  ),
  value('answers with a proxy that throws', 'new Proxy({}, { ownKeys() { throw new Error("no keys"); } })', /no keys/),
  value(
    'answers with an object that answers with itself as JSON',
    'o',
    /nested deeper|contains itself|call stack/,
    'const o = { toJSON: () => ({ toJSON: () => o.toJSON() }) }',
  ),
  value('answers with a huge bigint', '{ count: 1n << 70n }', /count.*does not fit/),
  value('answers with a bigint for text', '{ rank: 1n << 40n }', /rank/),
  value('answers with __proto__ as a field', 'JSON.parse(\'{"__proto__": {"text": "a"}}\')', /__proto__/),
  value('answers with an invalid date', '{ text: new Date(NaN) }', /Date is invalid/),
  value('answers with a message of 20 MB', '{ text: "x".repeat(20_000_000) }', /more than 16000000/),
  value('answers with too many values', '{ tags: Array(300_000).fill("") }', /more than 200000/),
  value('answers with bytes that are no base64', '{ data: "%%%" }', /base64/),
  {
    name: 'answers with a thenable that throws',
    body: `return { then() { throw new Error('then'); } };`,
    down: `yield { then() { throw new Error('then'); } };`,
    code: INTERNAL,
    says: /Error: then/,
  },
  {
    name: 'answers with a thenable that never settles',
    body: `return { then() {} };`,
    down: `yield { then() {} };`,
    code: 4,
    says: /./,
    deadline: 300,
  },
  { name: 'never ends', body: `await new Promise(() => {});`, code: 4, says: /./, deadline: 300 },
  {
    name: 'goes on for ever, and looks at no signal',
    body: `for (;;) await new Promise((r) => setTimeout(r, 1));`,
    code: 4,
    says: /./,
    deadline: 300,
  },
  {
    name: 'sets a header with a bad name',
    body: `call.setHeader('bad name', 'x');`,
    code: INTERNAL,
    says: /no name of metadata/,
  },
  {
    name: 'sets a header with a bad value',
    body: `call.setHeader('x-a', 'ü\\n');`,
    code: INTERNAL,
    says: /printable ASCII/,
  },
  {
    name: 'sets a header that is not its own',
    body: `call.setHeader('grpc-status', '0');`,
    code: INTERNAL,
    says: /belongs to the protocol/,
  },
  { name: 'sets a header to a number', body: `call.setHeader('x-a', 5);`, code: INTERNAL, says: /must be a string/ },
  {
    name: 'sets a trailer without end',
    body: `for (;;) call.setTrailer('x-a', 'y'.repeat(1000));`,
    code: INTERNAL,
    says: /larger than/,
  },
  {
    name: 'sets a header after headers',
    body: `call.sendHeaders(); call.setHeader('x-a', 'y');`,
    code: INTERNAL,
    says: /headers have been sent/,
  },
  {
    name: 'changes what it was given',
    body: `request.text = 1; delete request.tags; Object.freeze(request); call.metadata.a = 1;`,
    code: INTERNAL,
    says: /threw TypeError/,
  },
  {
    name: 'replaces globals',
    reckless: true,
    body: `Date.now = undefined; globalThis.Promise = undefined;`,
    code: INTERNAL,
    says: /threw TypeError: Cannot assign to read only/,
  },
  {
    name: 'throws later, out of reach',
    reckless: true,
    body: `setTimeout(() => { throw new Error('out of reach'); }, 5); await new Promise(() => {});`,
    code: INTERNAL,
    says: /out of reach/,
  },
  {
    name: 'leaves a rejection behind',
    reckless: true,
    body: `Promise.reject(new Error('left behind')); await new Promise(() => {});`,
    code: INTERNAL,
    says: /left behind/,
  },
  {
    name: 'speaks on after its end',
    body: `setTimeout(() => { try { call.setHeader('x-a', 'b'); } catch {} Promise.resolve(call.send?.({ text: 'late' })).catch(() => undefined); }, 2); throw new Error('at its end');`,
    code: INTERNAL,
    says: /threw Error: at its end/,
  },
  {
    name: 'ends twice',
    body: `await Promise.allSettled([Promise.reject(new Error('once')), Promise.reject(new Error('again'))]); try { throw new Error('once'); } finally { throw new Error('again'); }`,
    code: INTERNAL,
    says: /threw Error: again/,
  },
  { name: 'recurses for ever', body: `(function f() { f(); })();`, code: INTERNAL, says: /call stack/ },
  {
    name: 'removes the listeners of the process',
    body: `process.removeAllListeners('uncaughtException'); process.removeAllListeners('unhandledRejection'); setTimeout(() => { throw new Error('bare'); }, 1); await new Promise(() => {});`,
    code: INTERNAL,
    says: /bare/,
    deadly: true,
  },
  { name: 'ends the process', body: `process.exit(3);`, code: INTERNAL, says: /process\.exit\(3\)/, deadly: true },
  {
    name: 'takes all the memory',
    body: `const all = []; for (;;) all.push(new Array(100_000).fill({}));`,
    code: INTERNAL,
    // It does not give back control meanwhile. Where the machine is slow, that is what is found first.
    says: /more memory than they may have|did not give back control/,
    deadly: true,
    untimed: true,
  },
];
