import { type Status, status } from '../contract/status.ts';
import { type AnswerListener, type CallPlan, MAX_RECEIVED, type Part, type Written } from './dialect.ts';
import { EnvelopeReader, enveloped } from './envelope-reader.ts';
import { messageCodec, type MessageCodec, unzipped, zipped } from './message-codec.ts';

const COMPRESSED = 1;

/** Writes messages in envelopes. */
export function envelopeWriter(plan: CallPlan): (bytes: Uint8Array) => Written {
  const codec = messageCodec(plan);
  let count = 0;
  return (bytes) => {
    const message = (count += 1);
    const carried = codec.carried(bytes);
    const payload = plan.compress ? zipped(carried) : carried;
    return {
      bytes: enveloped(plan.compress ? COMPRESSED : 0, payload),
      parts: envelopeParts(message, payload.length, plan.compress, bytes.length),
      compressed: plan.compress,
    };
  };
}

function envelopeParts(message: number, bytes: number, compressed: boolean, size: number): Part[] {
  const zip = compressed ? { compressed: true as const } : {};
  return [
    { is: 'flags', bytes: 1, message, says: compressed ? 'compressed' : 'not compressed' },
    { is: 'length', bytes: 4, message, says: `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}` },
    { is: 'message', bytes, message, size, ...zip },
  ];
}

/** How an answer of envelopes is read. */
export interface EnvelopedOptions {
  readonly plan: Pick<CallPlan, 'method' | 'codec'>;
  readonly listener: AnswerListener;
  /** Ends the call: nothing after it is read. */
  readonly refuse: (ended: Status) => void;
  /** An envelope with this bit says how the call ended, in its payload. */
  readonly last?: { readonly flag: number; readonly is: 'trailers' | 'end'; readonly take: (payload: Buffer) => void };
}

/** Reads messages in envelopes. */
export class EnvelopedBody {
  readonly #options: EnvelopedOptions;
  readonly #codec: MessageCodec;
  readonly #reader: EnvelopeReader;
  #count = 0;
  /** What compressed messages are compressed with, as the head says. */
  encoding: string | undefined;

  constructor(options: EnvelopedOptions) {
    this.#options = options;
    this.#codec = messageCodec(options.plan);
    this.#reader = new EnvelopeReader(MAX_RECEIVED, (flags, payload) => this.#envelope(flags, payload));
  }

  push(chunk: Buffer): void {
    const size = this.#reader.push(chunk);
    if (size !== undefined)
      this.#options.refuse(
        status('RESOURCE_EXHAUSTED', `Received message larger than max (${size} vs ${MAX_RECEIVED})`),
      );
  }

  /** The body is whole: true where an envelope is not. */
  cut(): boolean {
    const bytes = this.#reader.rest;
    if (bytes > 0) this.#options.listener.part({ is: 'unknown', bytes, says: 'an envelope that breaks off' });
    return bytes > 0;
  }

  #envelope(flags: number, payload: Buffer): void {
    const { listener, refuse, last } = this.#options;
    const compressed = (flags & COMPRESSED) !== 0;
    const plain = compressed ? unzipped(payload, this.encoding) : { bytes: payload };
    const isLast = last !== undefined && (flags & last.flag) !== 0;
    if (isLast) {
      const text = 'bytes' in plain ? Buffer.from(plain.bytes).toString() : '';
      listener.part({ is: 'flags', bytes: 1, says: `the last: ${last.is === 'end' ? 'how it ended' : 'trailers'}` });
      listener.part({ is: 'length', bytes: 4, says: `${payload.length} bytes` });
      listener.part({ is: last.is, bytes: payload.length, says: text });
      if ('bytes' in plain) last.take(Buffer.from(plain.bytes));
      else refuse(plain.refused);
      return;
    }
    const message = (this.#count += 1);
    const read = 'bytes' in plain ? this.#codec.protobuf(plain.bytes) : plain;
    const size = 'bytes' in read ? read.bytes.length : 0;
    for (const part of envelopeParts(message, payload.length, compressed, size)) listener.part(part);
    if ('bytes' in read) listener.message(read.bytes, payload.length + 5, compressed);
    else refuse(read.refused);
  }
}
