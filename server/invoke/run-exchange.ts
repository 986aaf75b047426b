import { once } from 'node:events';
import type { ClientHttp2Session } from 'node:http2';
import type { Exchange } from '../contract/compare.ts';
import type { Clock } from '../contract/clock.ts';
import { type Metadata, maskSecrets, type MetadataEntry } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import { type Status, status } from '../contract/status.ts';
import { type Carrier, carryHttp1, carryHttp2, openSession } from './carrier.ts';
import { connectionFailure } from './connection-failure.ts';
import { type ClientCertificate, dial } from './dial.ts';
import type { Dialect } from './dialect.ts';
import { RecordedBody } from './recorded-body.ts';
import { TapSocket } from './tap-socket.ts';
import { meterHttp1, meterHttp2, type WireMeter } from './wire-meter.ts';

export interface ExchangeOptions {
  readonly target: string;
  readonly secure: boolean;
  readonly certificate?: ClientCertificate | undefined;
  readonly invocation: string;
  readonly dialect: Dialect;
  /** As protobuf. */
  readonly messages: readonly Uint8Array[];
  readonly clock: Clock;
  readonly deadlineMs: number | null;
  readonly notes: readonly string[];
}

/** A call that goes on is broken off after so many ms, or bytes of its answer. */
const LONGEST_MS = 10_000;
const MOST_BYTES = 8_000_000;

interface Ended {
  readonly status: Status;
  readonly problem?: Problem | undefined;
  readonly note?: string;
}

/** What came of an answer besides its body. */
class Heard {
  status: number | null = null;
  head: readonly string[] = [];
  trailers: readonly string[] = [];
  headAt: number | null = null;
  messageAt: number | null = null;
}

/** Makes one call on a connection of its own, and records what goes over it. Never rejects. */
export async function runExchange(options: ExchangeOptions): Promise<Exchange> {
  const { target, secure, certificate, dialect, messages, clock, deadlineMs } = options;
  const meter: WireMeter = dialect.http === '1.1' ? meterHttp1() : meterHttp2();
  const [up, down] = [new RecordedBody(), new RecordedBody()];
  const written = messages.map((message) => dialect.write(message));
  for (const { bytes, parts } of written) {
    up.data(bytes);
    for (const part of parts) up.part(part);
  }
  const whole = dialect.whole ? Buffer.concat(written.map(({ bytes }) => bytes)) : null;

  const heard = new Heard();
  let start = clock.micros();
  const since = (): number => clock.micros() - start;
  const { socket, opened } = dial({ target, secure, certificate, http: dialect.http });
  const tap = new TapSocket(socket, (direction, chunk) => meter.sees(direction, chunk));
  let session: ClientHttp2Session | undefined;
  let carrier: Carrier | undefined;
  let timer: NodeJS.Timeout | undefined;

  const ended = await new Promise<Ended>((settle) => {
    const failed = (error: Error): void => settle(connectionFailure(error, target, heard.status !== null));
    const late = Math.min(deadlineMs ?? LONGEST_MS, LONGEST_MS);
    timer = setTimeout(
      () =>
        settle(
          deadlineMs !== null && deadlineMs <= LONGEST_MS
            ? { status: status('DEADLINE_EXCEEDED', 'Deadline exceeded') }
            : {
                status: status('CANCELLED', 'Broken off'),
                note: `Broken off after ${LONGEST_MS / 1000} s: it goes on.`,
              },
        ),
      late,
    );
    const reader = dialect.answer({
      headers: () => undefined,
      message: () => (heard.messageAt ??= since()),
      part: (part) => down.part(part),
      ended: (ending, _, problem) => settle({ status: ending, problem }),
    });
    const listener = {
      head(code: number, raw: readonly string[]): void {
        heard.headAt = since();
        heard.status = code;
        heard.head = raw;
        reader.head(code, raw);
      },
      data(chunk: Buffer): void {
        down.data(chunk);
        reader.data(chunk);
        if (down.size > MOST_BYTES)
          settle({
            status: status('CANCELLED', 'Broken off'),
            note: `Broken off after ${MOST_BYTES} bytes: it goes on.`,
          });
      },
      end(raw: readonly string[]): void {
        heard.trailers = raw;
        reader.end(raw);
      },
      failed,
    };
    tap.on('error', failed);
    void (async () => {
      await once(socket, opened);
      const carried = {
        socket: tap,
        host: target,
        secure,
        head: dialect.head,
        bodyBytes: whole?.length ?? null,
      };
      if (dialect.http === '2') {
        session = openSession(tap, target, secure);
        session.on('error', failed);
        await once(session, 'remoteSettings');
      }
      start = clock.micros();
      carrier = session ? carryHttp2(session, carried, listener) : carryHttp1(carried, listener);
      if (whole) return carrier.end(whole);
      for (const { bytes } of written) carrier.write(bytes, () => undefined);
      carrier.end();
    })().catch((error: unknown) => failed(error instanceof Error ? error : new Error(String(error))));
  });
  const end = since();
  clearTimeout(timer);
  carrier?.cancel();
  session?.destroy();
  tap.destroy();

  const side = (direction: 'up' | 'down', body: RecordedBody, of: Metadata, last: Metadata): Exchange['up'] => {
    const { wire, head: headBytes, trailers: trailerBytes } = meter.side(direction);
    const httpBytes = Math.max(0, wire - headBytes - trailerBytes - body.size);
    return { wire, headBytes, trailerBytes, httpBytes, head: maskSecrets(of), trailers: last, body: body.body };
  };
  return {
    invocation: options.invocation,
    http: dialect.http,
    secure,
    codec: dialect.codec,
    verb: dialect.head.verb,
    path: dialect.head.path,
    httpStatus: heard.status,
    status: ended.status,
    times: { headers: heard.headAt, message: heard.messageAt, end },
    up: side('up', up, requestHead(options, whole?.length ?? null), []),
    down: side('down', down, entries(heard.head), entries(heard.trailers)),
    ...(ended.problem === undefined ? {} : { problem: ended.problem }),
    notes: [...options.notes, ...(ended.note === undefined ? [] : [ended.note])],
  };
}

/** The head of a request as it is sent, the lines that HTTP adds included. */
function requestHead({ dialect, target: host, secure }: ExchangeOptions, bytes: number | null): Metadata {
  const { head, http } = dialect;
  const own = head.headers.map(([key, value]): MetadataEntry => ({ key, value }));
  if (http === '2')
    return [
      { key: ':method', value: head.verb },
      { key: ':scheme', value: secure ? 'https' : 'http' },
      { key: ':path', value: head.path },
      { key: ':authority', value: host },
      ...own,
    ];
  const length: Metadata =
    bytes === null
      ? [{ key: 'transfer-encoding', value: 'chunked' }]
      : bytes > 0 || head.verb !== 'GET'
        ? [{ key: 'content-length', value: String(bytes) }]
        : [];
  return [{ key: 'host', value: host }, ...own, ...length, { key: 'connection', value: 'close' }];
}

function entries(raw: readonly string[]): Metadata {
  return raw.flatMap((key, at) => (at % 2 === 0 ? [{ key, value: raw[at + 1] ?? '' }] : []));
}
