import { problem, type Problem } from '../contract/problem.ts';
import { type Status, status } from '../contract/status.ts';

/** What happened to a connection of our own, in the words of Node's sockets and HTTP: a status, and an explanation. */
export function connectionFailure(
  error: Error,
  target: string,
  answered: boolean,
): { readonly status: Status; readonly problem: Problem } {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const text = `${code} ${error.message}`;
  const told = (why: Problem, name: Status['name'] = 'UNAVAILABLE'): ReturnType<typeof connectionFailure> => ({
    status: status(name, error.message),
    problem: why,
  });
  if (/ECONNREFUSED/.test(text))
    return told(
      problem('nothing-listens', `Nothing listens at ${target}.`, 'Start the server, or check host and port.'),
    );
  if (/ENOTFOUND|EAI_AGAIN/.test(text))
    return told(problem('unknown-host', `The host of ${target} is not known.`, 'Check its name.'));
  if (/EHOSTUNREACH|ENETUNREACH|ETIMEDOUT/.test(text))
    return told(
      problem('unreachable', `${target} cannot be reached.`, 'Check the network, and the firewall on the way.'),
    );
  if (/certificate required|CERTIFICATE_REQUIRED|bad certificate/i.test(text))
    return told(
      problem(
        'client-certificate',
        `${target} asks for a certificate of the client, and the playground has none.`,
        'Start the server so that it asks for one without requiring it.',
      ),
    );
  if (/^HPE_|Parse Error/.test(text))
    return told(
      problem(
        'not-http1',
        `What listens at ${target} does not speak HTTP/1.1 in plain text: it may expect TLS, or speak gRPC alone.`,
        'Call its plaintext port, or call it over gRPC.',
      ),
    );
  const reset = /RST_STREAM with code (\d+)/.exec(text) ?? /closed with error code (NGHTTP2_\w+)/.exec(text);
  if (reset)
    return told(
      problem(
        'stream-reset',
        `The server broke the call off (RST_STREAM ${reset[1]}) and gave no status.`,
        'Look into the log of the server.',
      ),
      'INTERNAL',
    );
  return told(
    problem(
      'connection-lost',
      answered ? 'The connection broke in the middle of the call.' : 'The connection broke before the server answered.',
      'See whether the server has stopped, then start the call again.',
    ),
  );
}
