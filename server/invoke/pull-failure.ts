import { status as Code } from '@grpc/grpc-js';
import { problem, type Problem } from '../contract/problem.ts';
import { statusName } from '../contract/status.ts';
import { explainFailure } from './explain-failure.ts';
import type { PullTlsOptions } from './pull-stream.ts';

/** A question that ended with a status of grpc-js. */
export interface PullEnding {
  readonly code: number;
  readonly details: string;
  readonly target: string;
  /** Path of the reflection that was called. */
  readonly method: string;
  /** Undefined: plain text. */
  readonly tls: PullTlsOptions | undefined;
  readonly timeoutMs: number;
}

/** Why a server told nothing, likely why, and what to do. */
export function explainPull({ code, details, target, method, tls, timeoutMs }: PullEnding): Problem {
  const broken = code === Code.UNAVAILABLE ? /^No connection established\. Last error: (.*)$/s.exec(details) : null;
  const words = wordsOf(broken?.[1] ?? '');
  if (broken && !/ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/.test(words))
    return tls ? handshakeFailure(words, target, tls) : plainFailure(words, target);
  if (code === Code.UNIMPLEMENTED && !/HTTP/.test(details))
    return problem(
      'no-reflection',
      `The server at ${target} has no reflection, neither v1 nor v1alpha.`,
      'Turn it on in the server, or take its .proto files from where they are kept.',
    );
  const status = { code, name: statusName(code), message: details };
  const explained = explainFailure({
    status,
    target,
    method,
    kind: 'bidi_streaming',
    deadlineMs: timeoutMs,
    answered: false,
    received: 0,
    largestSent: 0,
    nearest: [],
  });
  if (explained)
    return explained.code === 'deadline' ? { ...explained, hint: 'Give it more time: --timeout 60.' } : explained;
  const said = details.trim().replace(/\.$/, '');
  const message = `The server at ${target} answered ${status.name}${said === '' ? '' : `: ${said}`}.`;
  return problem('reflection-refused', message, nextOf(status.name, said, tls));
}

/** What to try where a server refuses in its own words. */
function nextOf(name: string, said: string, tls: PullTlsOptions | undefined): string | undefined {
  if (!tls && /\bTLS\b/.test(said)) return 'Add --tls.';
  if (tls && /certificate/i.test(said))
    return tls.identity ? 'Give another one with --cert and --key.' : 'Give one with --cert and --key.';
  if (name === 'UNAUTHENTICATED' || name === 'PERMISSION_DENIED') return "Say who calls: -H 'authorization: Bearer …'.";
  return undefined;
}

/** What OpenSSL or Node said, without numbers, places and times. */
const wordsOf = (text: string): string =>
  text
    .replace(/\.? Resolution note:.*$/s, '')
    .replace(/ \(\d{4}-\d\d-\d\dT[\d:.]+Z\)$/, '')
    .replace(/^Error(?: \[\w+\])?: /, '')
    .replace(/^.*?error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):.*$/s, '$1')
    .trim();

function plainFailure(words: string, target: string): Problem {
  const why = /Protocol error/.test(words)
    ? `What listens at ${target} does not speak HTTP/2 in plain text.`
    : `What listens at ${target} closed the connection before it spoke gRPC.`;
  return problem('connection-closed', why, 'If the server speaks TLS, add --tls; else check the port.');
}

/** How the other side says, by a TLS alert, that it does not take the certificate of the client. */
const REFUSES = /alert (certificate|bad certificate|unsupported certificate|unknown ca|access denied|decrypt error)/;
/** Of TLS 1.2, where nothing that both have in common is left: most often it is the certificate. */
const NOTHING_COMMON = /alert handshake failure/;
/** The other side left without a word, as servers of Node do. */
const LEFT = /ECONNRESET|EPIPE|socket hang up|disconnected before secure|Failed to connect|closed/;

function handshakeFailure(words: string, target: string, { identity }: PullTlsOptions): Problem {
  const told = `The TLS connection to ${target} failed: ${words.replace(/\.$/, '')}.`;
  const refuses = REFUSES.test(words);
  if (refuses || NOTHING_COMMON.test(words))
    return identity
      ? problem(
          'client-certificate-refused',
          `The server at ${target} does not take the certificate of --cert (${words}).`,
          'Give one that an authority of the server has signed, with its chain below it.',
        )
      : problem(
          'client-certificate',
          `The server at ${target} asks for a certificate of the client, and none was given.`,
          'Give one with --cert, and its private key with --key.',
        );
  if (/wrong version number|packet length too long/.test(words))
    return problem(
      'no-tls',
      `What listens at ${target} does not speak TLS.`,
      'Leave out --tls and its options, or give the port that speaks it.',
    );
  if (LEFT.test(words))
    return identity
      ? problem(
          'client-certificate-refused',
          `The server at ${target} closed the connection: it may not take the certificate of --cert.`,
          'Give one that an authority of the server has signed, with its chain below it.',
        )
      : problem(
          'connection-closed',
          `What listens at ${target} closed the connection in the middle of the TLS handshake.`,
          'It may ask for a certificate of the client (--cert and --key), or not speak TLS.',
        );
  if (/altname|does not match/.test(words)) return problem('tls', told, 'Give the name that it is for: --server-name.');
  if (/verify|self.signed|issuer/.test(words))
    return problem('tls', told, 'Give its authority with --ca, or take any certificate with --tls-skip-verify.');
  return problem('tls', told, '--tls-skip-verify takes any certificate.');
}
