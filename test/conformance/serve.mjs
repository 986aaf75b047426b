// The server under test of connectrpc/conformance: reads what is wanted of it from stdin (`server_compat.proto`), starts
// Understudy with the conformance service of `handlers/` or `stubs/`, and tells on stdout where it listens.
// `node serve.mjs handlers|stubs`; the build can be another one: `UNDERSTUDY_BUILD=…/dist/server`.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fromBinary, toBinary, create } from '@bufbuild/protobuf';

const root = resolve(import.meta.dirname, '../..');
const build = resolve(root, process.env.UNDERSTUDY_BUILD ?? 'dist/server');
const protos = resolve(root, process.env.CONFORMANCE_PROTOS ?? '../shared/corpora/connectrpc-conformance');
const form = process.argv[2] ?? 'handlers';
const PREFIX = 4;

const load = (module) => import(pathToFileURL(join(build, module)).href);

/** Types of the suite, by its own protos and our own compiler. */
async function suiteTypes() {
  const { compile } = await load('schema/compile.js');
  const files = readdirSync(protos, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.proto'))
    .map((path) => ({ path, text: readFileSync(join(protos, path), 'utf8') }));
  const schema = compile({ files, roots: [] });
  return (name) => schema.type(`connectrpc.conformance.v1.${name}`);
}

/** One message with its size before it, as four bytes, big-endian. */
async function readOne(stream) {
  let held = Buffer.alloc(0);
  for await (const chunk of stream) {
    held = Buffer.concat([held, chunk]);
    if (held.length >= PREFIX && held.length >= PREFIX + held.readUInt32BE(0))
      return held.subarray(PREFIX, PREFIX + held.readUInt32BE(0));
  }
  throw new Error('stdin ended before it said what is wanted.');
}

function sized(bytes) {
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(bytes.length);
  return Buffer.concat([prefix, bytes]);
}

const text = (bytes) => Buffer.from(bytes).toString('utf8');

const typeOf = await suiteTypes();
const wanted = fromBinary(typeOf('ServerCompatRequest'), await readOne(process.stdin));
const { startUnderstudy } = await load('index.js');
const mock = await startUnderstudy({
  protos: [protos, join(import.meta.dirname, form)],
  host: '127.0.0.1',
  ...(wanted.messageReceiveLimit > 0 && { maxMessageBytes: wanted.messageReceiveLimit }),
  ...(wanted.useTls && {
    tls: {
      cert: text(wanted.serverCreds.cert),
      key: text(wanted.serverCreds.key),
      ...(wanted.clientTlsCert.length > 0 && { clientCa: text(wanted.clientTlsCert) }),
    },
  }),
});
const Response = typeOf('ServerCompatResponse');
const where = { host: '127.0.0.1', port: mock.port, ...(wanted.useTls && { pemCert: wanted.serverCreds.cert }) };
process.stdout.write(sized(toBinary(Response, create(Response, where))));

const leave = () => void mock.close().then(() => process.exit(0));
process.on('SIGTERM', leave);
process.on('SIGINT', leave);
