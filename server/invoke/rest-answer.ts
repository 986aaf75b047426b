import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { AnySchema } from '@bufbuild/protobuf/wkt';
import { encodeJson } from '../codec/encode-json.ts';
import type { Metadata } from '../contract/metadata.ts';
import { problem, type Problem } from '../contract/problem.ts';
import { Code, STATUS_NAMES, type Status, status, statusName } from '../contract/status.ts';
import { type AnswerListener, type AnswerReader, MAX_RECEIVED } from './dialect.ts';
import type { Plan } from './dialect-for.ts';
import { metadataOf, statusOfHttp, valueOf } from './dialect-metadata.ts';
import { JsonArray } from './json-array.ts';
import { messageCodec, unzipped } from './message-codec.ts';
import { HTTP_BODY } from './rest-request.ts';
import { WholeBody } from './whole-body.ts';

/** Reads what REST answers: a message as JSON, a list of them for a stream, a `google.rpc.Status`, or any bytes. */
export class RestAnswer implements AnswerReader {
  readonly #plan: Plan;
  readonly #field: string;
  readonly #listener: AnswerListener;
  readonly #body = new WholeBody(MAX_RECEIVED);
  #array: JsonArray | null = null;
  #count = 0;
  #http = 0;
  #type = '';
  #encoding: string | undefined;
  #over = false;

  /** `field`: the one of the response that stands alone in the body; empty for all of it. */
  constructor(plan: Plan, field: string, listener: AnswerListener) {
    this.#plan = plan;
    this.#field = field;
    this.#listener = listener;
  }

  head(httpStatus: number, raw: readonly string[]): void {
    this.#http = httpStatus;
    this.#type = valueOf(raw, 'content-type') ?? '';
    this.#encoding = valueOf(raw, 'content-encoding');
    this.#listener.headers(metadataOf(raw));
    if (this.#plan.method.kind === 'server_streaming' && this.#ok && this.#type.startsWith('application/json'))
      this.#array = new JsonArray(
        MAX_RECEIVED,
        (item) => this.#item(item),
        (bytes) => this.#listener.part({ is: 'between', bytes }),
      );
  }

  data(chunk: Buffer): void {
    if (this.#over) return;
    if (!this.#array) this.#body.push(chunk);
    else if (!this.#array.push(chunk)) this.#tooLarge('an item');
  }

  end(): void {
    if (this.#over) return;
    if (this.#array) {
      const rest = this.#array.end();
      if (rest > 0) this.#listener.part({ is: 'unknown', bytes: rest, says: 'an item that breaks off' });
      return this.#array.closed
        ? this.#end(status('OK'))
        : this.#end(status('INTERNAL', 'The answer breaks off before its list is closed.'));
    }
    if (this.#body.size > MAX_RECEIVED) return this.#tooLarge(`${this.#body.size} bytes`);
    const { bytes } = this.#body;
    const zip = this.#encoding !== undefined && this.#encoding !== 'identity';
    const plain = zip ? unzipped(bytes, this.#encoding) : { bytes };
    if ('refused' in plain) return this.#end(plain.refused);
    const any = this.#plan.method.desc.output.typeName === HTTP_BODY;
    if (this.#ok && !any && !/^application\/(.*\+)?json/.test(this.#type)) {
      this.#listener.part({ is: 'unknown', bytes: bytes.length });
      return this.#end(
        status('UNKNOWN', `Received ${this.#type === '' ? 'no content type' : this.#type}`),
        [],
        problem(
          'not-the-protocol',
          `What answers is no JSON: HTTP status ${this.#http}, ${this.#type === '' ? 'no content type' : this.#type}.`,
          'Call a server that serves the google.api.http rules of this schema.',
        ),
      );
    }
    if (this.#ok) this.#message(plain.bytes, bytes.length, zip);
    else this.#failed(plain.bytes, bytes.length, zip);
  }

  get #ok(): boolean {
    return this.#http >= 200 && this.#http < 300;
  }

  #message(bytes: Uint8Array, wire: number, zip: boolean): void {
    const read = this.#read(bytes);
    const compressed = zip ? { compressed: true as const } : {};
    if (wire > 0)
      this.#listener.part(
        'refused' in read
          ? { is: 'unknown', bytes: wire, ...compressed }
          : { is: 'message', bytes: wire, message: 1, size: read.bytes.length, ...compressed },
      );
    if ('refused' in read) return this.#end(read.refused);
    this.#listener.message(read.bytes, wire, zip);
    this.#end(status('OK'));
  }

  /** A stream's item: a message, or how the stream failed. */
  #item(item: Buffer): void {
    if (this.#over) return;
    const error = /^\{\s*"error"\s*:/.test(item.subarray(0, 40).toString()) ? this.#error(item.toString()) : undefined;
    if (error) {
      this.#listener.part({ is: 'error', bytes: item.length, says: item.toString() });
      return this.#end(error.status, error.trailers);
    }
    const read = messageCodec({ ...this.#plan, codec: 'json' }).protobuf(item);
    const message = (this.#count += 1);
    this.#listener.part({
      is: 'message',
      bytes: item.length,
      message,
      ...('bytes' in read ? { size: read.bytes.length } : {}),
    });
    if ('refused' in read) this.#end(read.refused);
    else this.#listener.message(read.bytes, item.length, false);
  }

  #read(bytes: Uint8Array): ReturnType<ReturnType<typeof messageCodec>['protobuf']> {
    const { output } = this.#plan.method.desc;
    if (output.typeName === HTTP_BODY) {
      const writer = new BinaryWriter();
      if (this.#type !== '') writer.tag(1, WireType.LengthDelimited).string(this.#type);
      if (bytes.length > 0) writer.tag(2, WireType.LengthDelimited).bytes(bytes);
      return { bytes: writer.finish() };
    }
    const codec = messageCodec({ ...this.#plan, codec: 'json' });
    if (this.#field === '') return codec.protobuf(bytes);
    return codec.protobuf(Buffer.concat([Buffer.from(`{${JSON.stringify(this.#field)}:`), bytes, Buffer.from('}')]));
  }

  #failed(bytes: Uint8Array, wire: number, zip: boolean): void {
    const text = Buffer.from(bytes).toString();
    if (wire > 0)
      this.#listener.part({ is: 'error', bytes: wire, says: text, ...(zip ? { compressed: true as const } : {}) });
    const error = this.#error(text);
    this.#end(error?.status ?? statusOfHttp(this.#http), error?.trailers);
  }

  /** `google.rpc.Status` as JSON, alone or as `error` of an object. */
  #error(text: string): { readonly status: Status; readonly trailers: Metadata } | undefined {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return undefined;
    }
    const whole = value as { readonly error?: unknown } | null;
    const said = (
      typeof whole === 'object' && whole !== null && typeof whole.error === 'object' ? whole.error : whole
    ) as {
      readonly code?: unknown;
      readonly status?: unknown;
      readonly message?: unknown;
      readonly details?: unknown;
    } | null;
    if (typeof said !== 'object' || said === null) return undefined;
    const named = STATUS_NAMES.find((one) => one === said.status);
    const coded = typeof said.code === 'number' && said.code <= 16 ? statusName(said.code) : undefined;
    const name = named ?? coded ?? statusOfHttp(this.#http).name;
    const ended = { code: Code[name], name, message: typeof said.message === 'string' ? said.message : '' };
    return { status: ended, trailers: this.#details(ended, Array.isArray(said.details) ? said.details : []) };
  }

  /** The details as gRPC's trailer has them, as far as their types are known. */
  #details({ code, message }: Status, details: readonly unknown[]): Metadata {
    if (details.length === 0) return [];
    const writer = new BinaryWriter();
    writer.tag(1, WireType.Varint).int32(code).tag(2, WireType.LengthDelimited).string(message);
    for (const detail of details) {
      const any = encodeJson(AnySchema, JSON.stringify(detail), this.#plan.method.types);
      if ('bytes' in any) writer.tag(3, WireType.LengthDelimited).bytes(any.bytes);
    }
    return [{ key: 'grpc-status-details-bin', value: Buffer.from(writer.finish()).toString('base64') }];
  }

  #tooLarge(what: string): void {
    this.#listener.part({ is: 'unknown', bytes: this.#body.size, says: 'more than is read' });
    this.#end(status('RESOURCE_EXHAUSTED', `Received ${what}, larger than max (${MAX_RECEIVED})`));
  }

  #end(ended: Status, trailers: Metadata = [], why?: Problem): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.ended(ended, trailers, why);
  }
}
