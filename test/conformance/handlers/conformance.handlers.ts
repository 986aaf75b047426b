/**
 * The service of connectrpc/conformance, as a user of Understudy writes handlers: what a client's first message asks for
 * is done, and what was seen of the call is told back. `service.proto` says what each method has to do.
 */
import { service, type Call, type ErrorDetail, type StatusName } from 'understudy';

interface Header {
  readonly name: string;
  readonly value: readonly string[];
}

interface Wanted {
  readonly code: string;
  readonly message?: string;
  readonly details: readonly ErrorDetail[];
}

interface Definition {
  readonly responseHeaders: readonly Header[];
  readonly responseTrailers: readonly Header[];
  readonly responseDelayMs: number;
  readonly error?: Wanted;
}

interface OneResponse extends Definition {
  readonly responseData?: string;
}

interface ManyResponses extends Definition {
  readonly responseData: readonly string[];
}

interface One {
  readonly responseDefinition?: OneResponse;
}

interface Many {
  readonly responseDefinition?: ManyResponses;
  readonly fullDuplex?: boolean;
}

type AnyRequest = { readonly '@type': string };

const PACKAGE = 'connectrpc.conformance.v1';
const INFO = `type.googleapis.com/${PACKAGE}.ConformancePayload.RequestInfo`;

const asAny = (type: string, request: object): AnyRequest => ({
  '@type': `type.googleapis.com/${PACKAGE}.${type}`,
  ...request,
});

const wait = (ms: number, { signal }: Call): Promise<void> =>
  new Promise((resolve) => {
    if (ms === 0 || signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });

/** What was seen of the call. */
function info(call: Call, requests: readonly AnyRequest[]) {
  const requestHeaders = Object.entries(call.metadata).map(([name, value]) => ({ name, value: value.split(', ') }));
  const timeoutMs = call.timeoutMs === undefined ? undefined : Math.trunc(call.timeoutMs);
  return { requestHeaders, timeoutMs, requests, connectGetInfo: call.verb === 'GET' ? {} : undefined };
}

/** Sets headers and trailers. */
function begin(definition: Definition | undefined, call: Call): void {
  for (const { name, value } of definition?.responseHeaders ?? []) for (const one of value) call.setHeader(name, one);
  for (const { name, value } of definition?.responseTrailers ?? []) for (const one of value) call.setTrailer(name, one);
}

/** `CODE_NOT_FOUND` → `NOT_FOUND`; the names differ in one. */
const statusOf = (code: string): StatusName =>
  code === 'CODE_CANCELED' ? 'CANCELLED' : (code.slice('CODE_'.length) as StatusName);

const errorOf = ({ code, message = '', details }: Wanted, call: Call, more: readonly ErrorDetail[] = []) =>
  call.error(statusOf(code), message, [...details, ...more]);

async function answer(definition: OneResponse | undefined, call: Call, requests: readonly AnyRequest[]) {
  begin(definition, call);
  const requestInfo = info(call, requests);
  await wait(definition?.responseDelayMs ?? 0, call);
  if (definition?.error) throw errorOf(definition.error, call, [{ '@type': INFO, ...requestInfo }]);
  return { payload: { data: definition?.responseData ?? '', requestInfo } };
}

/** Sends what is left of the responses, and ends as the definition says; `sent`: how many there were before. */
async function* rest(definition: ManyResponses, call: Call, requests: readonly AnyRequest[], sent = 0) {
  const requestInfo = info(call, requests);
  for (const [index, data] of definition.responseData.entries()) {
    if (index < sent) continue;
    await wait(definition.responseDelayMs, call);
    yield { payload: index === 0 ? { data, requestInfo } : { data } };
  }
  if (!definition.error) return;
  const silent = definition.responseData.length === 0;
  throw errorOf(definition.error, call, silent ? [{ '@type': INFO, ...requestInfo }] : []);
}

export default service(`${PACKAGE}.ConformanceService`, {
  unary: (request: One, call: Call) => answer(request.responseDefinition, call, [asAny('UnaryRequest', request)]),

  idempotentUnary: (request: One, call: Call) =>
    answer(request.responseDefinition, call, [asAny('IdempotentUnaryRequest', request)]),

  async clientStream(messages: AsyncIterable<One>, call: Call) {
    const requests: AnyRequest[] = [];
    let definition: OneResponse | undefined;
    for await (const message of messages) {
      if (requests.length === 0) definition = message.responseDefinition;
      requests.push(asAny('ClientStreamRequest', message));
    }
    return answer(definition, call, requests);
  },

  async *serverStream(request: Many, call: Call) {
    const definition = request.responseDefinition;
    if (!definition) return;
    begin(definition, call);
    if (definition.responseData.length > 0) call.sendHeaders();
    yield* rest(definition, call, [asAny('ServerStreamRequest', request)]);
  },

  async *bidiStream(messages: AsyncIterable<Many>, call: Call) {
    let definition: ManyResponses | undefined;
    let requests: AnyRequest[] = [];
    let fullDuplex = false;
    let first = true;
    let sent = 0;
    for await (const message of messages) {
      requests.push(asAny('BidiStreamRequest', message));
      if (first) {
        definition = message.responseDefinition;
        fullDuplex = message.fullDuplex === true;
        begin(definition, call);
        if (definition && definition.responseData.length > 0) call.sendHeaders();
        first = false;
      }
      if (!fullDuplex) continue;
      const data = definition?.responseData[sent];
      if (data === undefined) break;
      const requestInfo = sent === 0 ? info(call, requests) : { requests };
      requests = [];
      await wait(definition?.responseDelayMs ?? 0, call);
      sent += 1;
      yield { payload: { data, requestInfo } };
    }
    if (definition) yield* rest(definition, call, requests, sent);
  },

  unimplemented(_: unknown, call: Call) {
    throw call.error('UNIMPLEMENTED', 'This method is not implemented, on purpose.');
  },
});
