import type { DescMessage } from '@bufbuild/protobuf';
import type { ShapeName } from './schema-kinds.ts';

/** What people write who come from other tools, or who look for a key in the wrong place, and what to write instead. */
const MEANT: Readonly<Partial<Record<ShapeName, Readonly<Record<string, string>>>>> = {
  file: {
    method: 'Write a list: stubs: [ { method: …, reply: … } ].',
    reply: 'Write a list: stubs: [ { method: …, reply: … } ].',
    when: 'Write a list: stubs: [ { method: …, when: …, reply: … } ].',
  },
  stub: {
    request: 'Write when: { request: { … } }.',
    input: 'Write when: { request: { … } }.',
    metadata: 'Write when: { metadata: { … } }.',
    cel: 'Write when: { cel: … }.',
    output: 'Write reply: { message: { … } }.',
    response: 'Write reply: { message: { … } }.',
    message: 'Write reply: { message: { … } }.',
    stream: 'Write reply: { stream: [ … ] }.',
    status: 'Write reply: { status: NOT_FOUND }.',
    headers: 'Those of the answer stand in reply; those of the call in when: { metadata: { … } }.',
    after: 'Write reply: { …, after: 100ms }.',
    delay: 'Write reply: { …, after: 100ms }.',
    requires: 'Write scenario: { name: …, requires: … }.',
    then: 'Write scenario: { name: …, then: … }.',
    state: 'Write scenario: { name: …, requires: …, then: … }.',
  },
  when: {
    headers: 'Write metadata: { … }.',
    message: 'Write request: { … }, or first, last, any, all of a stream.',
    equals: 'Write request: { field: value }.',
    contains: 'Write request: { field: value }; on one text { $contains: … }.',
    matches: 'Write request: { field: { $matches: … } }.',
  },
  reply: {
    body: 'Write message: { … }.',
    data: 'Write message: { … }.',
    code: 'Write status: NOT_FOUND, with message: its text.',
    error: 'Write status: NOT_FOUND, with message: its text.',
    metadata: 'Write headers: { … } or trailers: { … }.',
    delay: 'Write after: 100ms.',
    fault: 'It stands in the stub, beside reply.',
    messages: 'Write stream: [ … ].',
    script: 'It stands in the stub, in place of reply.',
  },
  item: { delay: 'Write { after: 100ms, message: { … } }.', trailers: 'They stand in the reply, beside stream.' },
  end: {
    trailers: 'They stand in the reply, beside stream.',
    code: 'Write status: NOT_FOUND.',
    headers: 'They stand in the reply, beside stream.',
  },
  scenario: { from: 'Write requires.', to: 'Write then.', state: 'Write requires or then.', set: 'Write then.' },
  move: { then: 'Write to.', state: 'Write to.', requires: 'Where it is asked for is the scenario of the stub.' },
  action: {
    delay: 'Write after.',
    wait: 'Write after.',
    sleep: 'Write after.',
    message: 'Write send: { … }.',
    reply: 'Write send: { … }.',
    status: 'Write end: { status: … }.',
    trailers: 'They stand in end.',
    close: 'Write end: { status: OK }.',
  },
};

/** What an unknown key was most likely meant to be; undefined where nobody knows. */
export const meantKey = (of: ShapeName, key: string): string | undefined => {
  const meant = MEANT[of];
  return meant && Object.hasOwn(meant, key) ? meant[key] : undefined;
};

/** Where the name of a field stands in place of what holds the message. */
export const fieldHint =
  (desc: DescMessage, holder: string) =>
  (key: string): string | undefined =>
    desc.fields.some(({ name, jsonName }) => name === key || jsonName === key)
      ? `It is a field of ${desc.typeName}: write ${holder}: { ${key}: … }.`
      : undefined;

/** Operators of other tools. */
const OPERATORS: Readonly<Record<string, string>> = {
  $regex: 'Write $matches.',
  $regexp: 'Write $matches.',
  $like: 'Write $glob, or $contains.',
  $or: 'Write { $in: [ … ] } for one of several values, a stub for each, or cel with ||.',
  $and: 'All that stands in one object must be met: write the operators side by side.',
  $nin: 'Write { $not: { $in: [ … ] } }.',
  $null: 'Write { $exists: false }.',
  $empty: 'Write { $size: 0 }.',
  $length: 'Write $size.',
  $between: 'Write { $gte: …, $lte: … }.',
};
export const meantOperator = (key: string): string | undefined =>
  Object.hasOwn(OPERATORS, key) ? OPERATORS[key] : undefined;

/** Templates of other tools, which are no templates here: `{{request.name}}`. */
export const OTHER_TEMPLATE =
  /\{\{-?\s*[.$]?(request|requests|message|metadata|headers|body|input|stub|now|faker|uuid)\b[^}]*\}\}/i;
