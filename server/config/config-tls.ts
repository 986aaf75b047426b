/** How connections are secured, as it was asked for; nothing of it has been read yet. */
export interface TlsConfig {
  /** Certificate (with its chain) and key: files, or the PEM texts themselves. Undefined: made here, and kept. */
  readonly identity: { readonly cert: string; readonly key: string } | undefined;
  /** What the key is locked with. */
  readonly passphrase: string | undefined;
  /** The authorities that clients' certificates come from: a file, or the PEM text. Undefined: clients need none. */
  readonly clientCa: string | undefined;
  /** What becomes of a client without a certificate of `clientCa`: refused, or served all the same. */
  readonly clientAuth: ClientAuth;
}

export type ClientAuth = (typeof CLIENT_AUTH)[number];

export const CLIENT_AUTH = ['require', 'request'] as const;

/** Options as they were given. */
export interface TlsValues {
  readonly tls?: boolean | undefined;
  readonly 'tls-cert'?: string | undefined;
  readonly 'tls-key'?: string | undefined;
  readonly 'tls-client-ca'?: string | undefined;
  readonly 'tls-client-auth'?: string | undefined;
}

const PARTS = ['tls-cert', 'tls-key', 'tls-client-ca', 'tls-client-auth'] as const;

/** Reads the flags of TLS; what is wrong goes to `errors`, one sentence each. Undefined: plain text. */
export function parseTls(values: TlsValues, passphrase: string | undefined, errors: string[]): TlsConfig | undefined {
  const given = PARTS.filter((name) => values[name] !== undefined);
  const { 'tls-cert': cert, 'tls-key': key, 'tls-client-ca': clientCa, 'tls-client-auth': auth } = values;
  for (const name of given) if (values[name]!.trim() === '') errors.push(`--${name} is empty.`);
  if (values.tls === false && given.length > 0) errors.push(`--no-tls and --${given[0]} exclude each other.`);
  if ((cert === undefined) !== (key === undefined))
    errors.push(
      `--tls-cert and --tls-key go together: ${cert === undefined ? 'the certificate' : 'the key'} is missing.`,
    );
  const clientAuth = CLIENT_AUTH.find((one) => one === (auth ?? 'require'));
  if (clientAuth === undefined) errors.push(`--tls-client-auth is "${auth}"; it must be ${CLIENT_AUTH.join(' or ')}.`);
  if (auth !== undefined && clientCa === undefined)
    errors.push('--tls-client-auth needs --tls-client-ca, the authorities that certificates of clients come from.');
  if (values.tls === false || (values.tls === undefined && given.length === 0)) return undefined;
  return {
    identity: cert !== undefined && key !== undefined ? { cert, key } : undefined,
    passphrase: passphrase === '' ? undefined : passphrase,
    clientCa,
    clientAuth: clientAuth ?? 'require',
  };
}
