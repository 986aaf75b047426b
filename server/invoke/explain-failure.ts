import { problem, type Problem } from '../contract/problem.ts';
import type { MethodKind } from '../contract/schema.ts';
import type { Status } from '../contract/status.ts';

/** What is known of a call that ended. */
export interface Ending {
  readonly status: Status;
  readonly target: string;
  readonly method: string;
  readonly kind: MethodKind;
  readonly deadlineMs: number | null;
  /** The server answered something: headers or a message. */
  readonly answered: boolean;
  /** Messages that came. */
  readonly received: number;
  /** Size of the largest message that was sent, in bytes. */
  readonly largestSent: number;
  /** Nearest other methods of the schema. */
  readonly nearest: readonly string[];
}

const MB_4 = 4_194_304;

/** How grpc-js, C++, Java, Go, Python and .NET say that they have no such method; some say nothing. */
const UNKNOWN_METHOD = /^$|does not implement|unknown (service|method)|method not found|not implemented|unimplemented/i;

/**
 * What happened, likely why, and one thing to do next, for endings that can be told from the status and the words of
 * grpc-js (1.14; test/adapters/invoke/failures.test.ts makes each of them happen). Undefined for all others: a status
 * that the server chose needs no explanation.
 */
export function explainFailure(ending: Ending): Problem | undefined {
  const { status, target, kind } = ending;
  const text = status.message;
  switch (status.name) {
    case 'OK': {
      const one = kind === 'unary' || kind === 'client_streaming';
      if (!one || ending.received === 1) return undefined;
      return problem(
        'wrong-message-count',
        `The server answered OK with ${ending.received} messages, and this method answers with exactly one.`,
        'This is a defect of the server: most clients report it as an error.',
      );
    }
    case 'DEADLINE_EXCEEDED':
      return deadline(ending);
    case 'UNIMPLEMENTED': {
      const http = httpStatus(text);
      if (http !== undefined) return noGrpc(target, http);
      // A server that says in its own words why it refuses is not explained over.
      if (ending.answered || !UNKNOWN_METHOD.test(text)) return undefined;
      return problem(
        'unimplemented',
        `The server at ${target} does not implement ${ending.method}.`,
        ending.nearest.length > 0
          ? `Try ${ending.nearest.join(' or ')}, or check that this is the server that you mean.`
          : 'Check that this is the server that you mean, and that its schema is the same.',
      );
    }
    case 'RESOURCE_EXHAUSTED':
      return tooLarge(ending);
    case 'UNAVAILABLE':
      return unavailable(ending);
    case 'INTERNAL':
    case 'UNKNOWN':
    case 'UNAUTHENTICATED':
    case 'PERMISSION_DENIED': {
      const http = httpStatus(text);
      if (http !== undefined) return noGrpc(target, http);
      if (/Call ended without gRPC status/.test(text))
        return problem(
          'no-status',
          `What answers at ${target} ended the call without a gRPC status.`,
          'Check that a gRPC server listens there, and that no proxy on the way drops trailers.',
        );
      const reset = /^Received RST_STREAM with code (\d+)/.exec(text);
      if (reset)
        return problem(
          'stream-reset',
          `The server broke the call off (RST_STREAM ${reset[1]}) and gave no status.`,
          'Look into the log of the server.',
        );
      return undefined;
    }
    default:
      return undefined;
  }
}

function deadline({ status, target, deadlineMs, answered }: Ending): Problem | undefined {
  if (deadlineMs === null) return undefined;
  const waiting = /Waiting for (LB pick|name resolution)/i.test(status.message) && !answered;
  return waiting
    ? problem(
        'deadline',
        `The deadline of ${deadlineMs} ms passed while ${target} had not taken the connection.`,
        'Check that a gRPC server listens there: something accepts connections and says nothing.',
      )
    : problem(
        'deadline',
        `The deadline of ${deadlineMs} ms passed before the call was over.`,
        'Give the call more time, or see in the traffic what the server was doing.',
      );
}

function tooLarge({ status, largestSent }: Ending): Problem | undefined {
  const sizes = /message larger than max \((\d+) vs\.? (\d+)\)/.exec(status.message);
  if (!sizes) return undefined;
  const [size, max] = [Number(sizes[1]), Number(sizes[2])];
  const limit = max === MB_4 ? 'the 4 MB that gRPC allows by default' : `the limit of ${max} bytes`;
  return largestSent >= size
    ? problem('request-too-large', `The message has ${size} bytes, above ${limit}.`, 'Send it in parts, or stream it.')
    : problem(
        'response-too-large',
        `The answer has ${size} bytes, above ${limit}.`,
        'Ask for less at a time: a page, a field mask or a stream.',
      );
}

function unavailable({ status, target, answered }: Ending): Problem | undefined {
  const text = status.message;
  if (/ECONNREFUSED/.test(text))
    return problem('nothing-listens', `Nothing listens at ${target}.`, 'Start the server, or check host and port.');
  if (/^Name resolution failed/.test(text))
    return problem('unknown-host', `The host of ${target} is not known.`, 'Check its name.');
  if (/EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/.test(text))
    return problem('unreachable', `${target} cannot be reached.`, 'Check the network, and the firewall on the way.');
  if (/Last error: Protocol error/.test(text))
    return problem(
      'not-http2',
      `What listens at ${target} does not speak HTTP/2: it looks like an HTTP/1.1 server or proxy.`,
      'Call the port on which the gRPC server itself listens.',
    );
  if (/^No connection established/.test(text))
    return problem(
      'connection-closed',
      `What listens at ${target} closed the connection before it spoke gRPC: it may expect TLS.`,
      'Call its plaintext port: the playground does not speak TLS yet.',
    );
  if (/^Connection dropped|GOAWAY|^Read error/.test(text))
    return problem(
      'connection-lost',
      answered ? 'The connection broke in the middle of the call.' : 'The connection broke before the server answered.',
      'See whether the server has stopped, then start the call again.',
    );
  const http = httpStatus(text);
  return http === undefined ? undefined : noGrpc(target, http);
}

function httpStatus(text: string): string | undefined {
  return /^Received HTTP status code (\d+)/.exec(text)?.[1];
}

function noGrpc(target: string, http: string): Problem {
  return problem(
    'not-grpc',
    `What answers at ${target} speaks HTTP/2 but not gRPC: it answered with HTTP status ${http}.`,
    'Call the port on which the gRPC server itself listens, without a web proxy in between.',
  );
}
