// Who is measured, and beside whom.
import { join } from 'node:path';
import { STREAM } from './flood.mjs';
import { main } from './servers.mjs';
import { MANY } from './stubbed.mjs';

export const SAY_HELLO = '/greeter.v1.Greeter/SayHello';
const method = SAY_HELLO;
const contestant = join(import.meta.dirname, 'contestant.mjs');
/** Without a page nothing of it is ever loaded. */
const serve = (...paths) => [main, 'serve', 'protos', ...paths, '--port', '0'];
const alone = (...paths) => [...serve(...paths), '--no-playground'];
/** A product by its name, as a test asks for those that it knows. */
const product = { method: '/shop.v1.Catalog/GetProduct', text: 'products/p' };
const stream = { method: '/greeter.v1.Greeter/SayHelloInManyLanguages' };

const GREETING = { name: 'grpc-js, fixed object (proto-loader)', args: [contestant, 'object'], method };
const PRODUCT = { name: 'grpc-js, fixed product (proto-loader)', args: [contestant, 'product'], ...product };
const STREAMING = { name: `grpc-js, stream of ${STREAM} (proto-loader)`, args: [contestant, 'stream'], ...stream };

/** Calls of the sample. */
export function ofCalls() {
  const args = alone(join(import.meta.dirname, 'protos'));
  const http2 = { name: 'node:http2, fixed bytes', args: [contestant, 'http2'], method };
  const identity = { name: 'grpc-js, identity serializer', args: [contestant, 'identity'], method };
  const generated = { name: 'Understudy, generated', args, method };
  const large = { name: 'Understudy, generated, 14 fields', args, method: '/bench.v1.Quotes/Estimate' };
  const world = { name: 'Understudy, world unary', args, ...product, names: 500 };
  const another = { name: 'Understudy, world unary, each another', args, ...product };
  return {
    contestants: [http2, GREETING, identity, PRODUCT, generated, large, world, another],
    pairs: [
      [generated, GREETING],
      [generated, identity],
      [generated, http2],
      [large, GREETING],
      [large, PRODUCT],
      [world, GREETING],
      [world, PRODUCT],
      [another, GREETING],
      [another, PRODUCT],
    ],
  };
}

/** Calls of stubs; `folders` of `stubbed.mjs`. `Guest-n` is what the n-th of many is for. */
export function ofStubs(folders) {
  const args = alone(folders.plain);
  const unary = { name: 'Understudy, stubbed', args, method };
  const paged = { name: 'Understudy, stubbed, page open', args: serve(folders.plain), page: true, method };
  const many = { name: `Understudy, stubbed stream of ${STREAM}`, args, ...stream };
  const manyPaged = { ...many, name: `${many.name}, page open`, args: serve(folders.plain), page: true };
  const template = { name: 'Understudy, stubbed, a template', args: alone(folders.template), method };
  const indexed = { method, body: 'Guest-0' };
  const one = { name: 'Understudy, one stub for one name', args: alone(folders.one), names: 1, ...indexed };
  const thousand = {
    name: `Understudy, ${MANY} stubs, each for a name`,
    args: alone(folders.many),
    names: MANY,
    ...indexed,
  };
  const patterns = {
    name: `Understudy, the last of ${MANY} patterns`,
    args: alone(folders.patterns),
    names: 1,
    ...indexed,
  };
  return {
    contestants: [GREETING, STREAMING, unary, paged, many, manyPaged, template, one, thousand, patterns],
    pairs: [
      [unary, GREETING],
      [paged, GREETING],
      [template, GREETING],
      [many, STREAMING],
      [manyPaged, STREAMING],
      [thousand, one],
      [patterns, one],
    ],
  };
}
