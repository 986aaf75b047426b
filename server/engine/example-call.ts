import type { Message } from '@bufbuild/protobuf';
import { decodeJson } from '../codec/decode-json.ts';
import { decodeMessage } from '../codec/decode.ts';
import { encodeMessage } from '../codec/encode-message.ts';
import { status } from '../contract/status.ts';
import type { CallEvent, Direction } from '../contract/traffic.ts';
import type { HintsFile } from '../generate/hints-file.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import { exampleMessage } from './example.ts';
import { generated } from './generated.ts';

/** Messages of an example of a stream: enough to see that it is one. */
const MOST_MESSAGES = 2;

/** A call that nobody made: an example request with generated data as the answer. Nothing is remembered of it. */
export function exampleCall(method: SchemaMethod, seed: string, hints?: HintsFile): readonly CallEvent[] {
  const { input, output } = method.desc;
  const request = exampleMessage(method, seed, { hints });
  const bytes = encodeMessage(input, request);
  const answer = generated(method, seed, { hints });
  answer.heard(decoded(method, bytes) ?? request, bytes);
  const { steps } = method.kind === 'bidi_streaming' ? answer.reply() : answer.conclude();
  const message = (direction: Direction, index: number, body: Uint8Array): CallEvent => ({
    type: 'message',
    t: 0,
    direction,
    index,
    size: body.length,
    body: decodeJson(direction === 'up' ? input : output, body, method.types),
  });
  const answers = steps.flatMap((step) => (step.do === 'message' ? [step.bytes] : [])).slice(0, MOST_MESSAGES);
  return [
    message('up', 1, bytes),
    ...answers.map((body, index) => message('down', index + 1, body)),
    { type: 'half_closed', t: 0 },
    { type: 'ended', t: 0, status: status('OK'), trailers: [], cancelledBy: null },
  ];
}

/** As it comes over the wire: what is not sent is not set. */
function decoded({ desc }: SchemaMethod, bytes: Uint8Array): Message | undefined {
  const read = decodeMessage(desc.input, bytes);
  return 'message' in read ? read.message : undefined;
}
