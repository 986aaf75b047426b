/**
 * The service that gRPC's official clients test each other with (grpc/grpc doc/interop-test-descriptions.md), as a user of
 * Understudy writes handlers.
 */
import { service, type Call, type StatusName } from 'understudy';

interface Flag {
  readonly value: boolean;
}

interface Payload {
  readonly type: string;
  /** Base64. */
  readonly body: string;
}

interface EchoStatus {
  readonly code: number;
  readonly message: string;
}

interface SimpleRequest {
  readonly responseSize: number;
  readonly responseCompressed?: Flag;
  readonly expectCompressed?: Flag;
  readonly responseStatus?: EchoStatus;
}

interface InputRequest {
  readonly payload?: Payload;
  readonly expectCompressed?: Flag;
}

interface OutputRequest {
  readonly responseParameters: readonly {
    readonly size: number;
    readonly intervalUs: number;
    readonly compressed?: Flag;
  }[];
  readonly responseStatus?: EchoStatus;
}

const INITIAL = 'x-grpc-test-echo-initial';
const TRAILING = 'x-grpc-test-echo-trailing-bin';
const SERVICE = 'grpc.testing.TestService';

const STATUSES: readonly StatusName[] = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];

const payload = (size: number) => ({ type: 'COMPRESSABLE', body: new Uint8Array(size) });

const wait = (us: number, { signal }: Call): Promise<void> =>
  new Promise((resolve) => {
    if (us === 0 || signal.aborted) return resolve();
    const timer = setTimeout(resolve, us / 1000);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

/** What every call echoes of its metadata. */
function echo(call: Call): void {
  const { [INITIAL]: initial, [TRAILING]: trailing } = call.metadata;
  if (initial !== undefined) call.setHeader(INITIAL, initial);
  if (trailing !== undefined) call.setTrailer(TRAILING, trailing);
}

function fail(status: EchoStatus | undefined, call: Call): void {
  if (status && status.code !== 0) throw call.error(STATUSES[status.code] ?? 'UNKNOWN', status.message);
}

/** A client says of a message that it is compressed, or that it is not. */
function expectAsSaid(expected: Flag | undefined, call: Call): void {
  if (expected && expected.value !== call.compressed)
    throw call.error('INVALID_ARGUMENT', `The message was to be ${expected.value ? '' : 'un'}compressed, and was not.`);
}

function simple(request: SimpleRequest, call: Call) {
  echo(call);
  expectAsSaid(request.expectCompressed, call);
  if (request.responseCompressed) call.compress(request.responseCompressed.value ? 'gzip' : 'none');
  fail(request.responseStatus, call);
  return { payload: payload(request.responseSize) };
}

async function output({ responseParameters, responseStatus }: OutputRequest, call: Call): Promise<void> {
  for (const { size, intervalUs, compressed } of responseParameters) {
    await wait(intervalUs, call);
    await call.send({ payload: payload(size) }, { compress: compressed?.value });
  }
  fail(responseStatus, call);
}

export default service(SERVICE, {
  emptyCall(_: object, call: Call) {
    echo(call);
    return {};
  },

  unaryCall: simple,

  cacheableUnaryCall(request: SimpleRequest, call: Call) {
    call.setHeader('cache-control', 'max-age=60, public');
    return simple(request, call);
  },

  async streamingInputCall(messages: AsyncIterable<InputRequest>, call: Call) {
    let aggregatedPayloadSize = 0;
    for await (const { payload, expectCompressed } of messages) {
      expectAsSaid(expectCompressed, call);
      aggregatedPayloadSize += Buffer.from(payload?.body ?? '', 'base64').length;
    }
    return { aggregatedPayloadSize };
  },

  streamingOutputCall(request: OutputRequest, call: Call) {
    echo(call);
    // Messages say one by one whether they are compressed; the headers have to say that any may be.
    if (request.responseParameters.some(({ compressed }) => compressed?.value)) call.compress('gzip');
    return output(request, call);
  },

  async fullDuplexCall(messages: AsyncIterable<OutputRequest>, call: Call) {
    echo(call);
    for await (const request of messages) await output(request, call);
  },

  async halfDuplexCall(messages: AsyncIterable<OutputRequest>, call: Call) {
    echo(call);
    const requests: OutputRequest[] = [];
    for await (const request of messages) requests.push(request);
    for (const request of requests) await output(request, call);
  },

  unimplementedCall(_: object, call: Call) {
    throw call.error('UNIMPLEMENTED', 'This method is not implemented, on purpose.');
  },
});
