import type { Problem } from '../contract/problem.ts';
import { trouble } from './connection-failure.ts';

/** What is known of a handshake that failed. */
export interface FailedHandshake {
  /** Node's code: `ERR_SSL_…`, `ECONNRESET`. */
  readonly code: string;
  /** OpenSSL's words, where there are some. */
  readonly reason: string | undefined;
  /** The name that the client asked for; null where it named none. */
  readonly serverName: string | null;
  /** The certificate is for that name. */
  readonly named: boolean;
}

/** Codes, as OpenSSL 3 gives them, of which each means the same to a person. */
const CAUSES: readonly (readonly [RegExp, () => Problem])[] = [
  [
    /ALERT_UNKNOWN_CA|ALERT_BAD_CERTIFICATE$|ALERT_CERTIFICATE_UNKNOWN/,
    () =>
      trouble(
        'untrusted-certificate',
        'The client does not trust the certificate of this server.',
        'Let the client trust its authority: the start of the server says how.',
      ),
  ],
  [
    /ALERT_CERTIFICATE_EXPIRED/,
    () =>
      trouble(
        'expired-certificate',
        'The client takes the certificate of this server for expired.',
        'Compare the clocks of both machines, or give a new certificate with --tls-cert and --tls-key.',
      ),
  ],
  [
    /NO_APPLICATION_PROTOCOL/,
    () =>
      trouble(
        'no-common-protocol',
        'The client offers protocols by ALPN that are not spoken here.',
        'Let it offer h2 (gRPC) or http/1.1.',
      ),
  ],
  [
    /UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO_LOW|WRONG_VERSION/,
    () =>
      trouble(
        'old-tls',
        'The client speaks no version of TLS that is spoken here: TLS 1.2 or 1.3.',
        'Update the client, or its TLS library.',
      ),
  ],
  [
    /NO_SHARED_CIPHER|NO_SUITABLE|NO_SHARED_GROUP|HANDSHAKE_FAILURE|INSUFFICIENT_SECURITY/,
    () =>
      trouble(
        'no-common-cipher',
        'The client and this server have no cipher or curve in common.',
        'Allow the client a usual suite, such as TLS_AES_128_GCM_SHA256.',
      ),
  ],
  [
    /HANDSHAKE_TIMEOUT/,
    () =>
      trouble(
        'slow-handshake',
        'The client began the TLS handshake and did not finish it in time.',
        'Check that nothing on the way holds its bytes back.',
      ),
  ],
];

/** What happened, likely why, and what to do, of a handshake that failed. */
export function explainHandshake({ code, reason, serverName, named }: FailedHandshake): Problem {
  const found = CAUSES.find(([pattern]) => pattern.test(code));
  if (found) return found[1]();
  // Whoever does not like a certificate may say so, or just leave.
  if (/^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/.test(code) || /ALERT_(USER_CANCELL?ED|CLOSE_NOTIFY)/.test(code))
    return named
      ? trouble(
          'handshake-broken-off',
          'The client left in the middle of the TLS handshake: most likely it does not trust the certificate.',
          'Let the client trust its authority: the start of the server says how.',
        )
      : trouble(
          'wrong-name',
          `The client left in the middle of the TLS handshake: it asked for "${(serverName ?? '').slice(0, 200)}", which the certificate is not for.`,
          'Call the server by a name of its certificate, or give one for this name with --tls-cert and --tls-key.',
        );
  return trouble(
    'tls-handshake',
    `The TLS handshake failed: ${(reason ?? code).slice(0, 200)}.`,
    'Check that the client speaks TLS 1.2 or 1.3, and nothing on the way changes its bytes.',
  );
}

/** Why a client's certificate is refused; `code` is OpenSSL's, undefined where the client showed none. */
export function explainClientCertificate(code: string | undefined): Problem {
  const ask = 'Let the client show one of the authorities of --tls-client-ca, with its private key.';
  if (code === undefined)
    return trouble('no-client-certificate', 'The client showed no certificate, and this server asks for one.', ask);
  const why = VERDICTS[code] ?? `it is refused (${code})`;
  return trouble('bad-client-certificate', `The certificate of the client is of no use: ${why}.`, ask);
}

const FOREIGN = 'none of the authorities of --tls-client-ca signed it';

const VERDICTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: FOREIGN,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: FOREIGN,
  UNABLE_TO_GET_ISSUER_CERT: FOREIGN,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: FOREIGN,
  CERT_SIGNATURE_FAILURE: 'its signature is false',
  INVALID_PURPOSE: 'it is not for clients (extended key usage)',
  INVALID_CA: 'what signed it is no certificate authority',
};
