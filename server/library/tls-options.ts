import { CLIENT_AUTH, type ClientAuth, type TlsConfig } from '../config/config-tls.ts';

/** TLS as a test asks for it. Each of the files may be a path, from the working directory, or the PEM text itself. */
export interface TlsOptions {
  /** Certificate, its chain below it. Without it, one is made. */
  readonly cert?: string;
  /** Its private key. */
  readonly key?: string;
  /** What the key is locked with. */
  readonly passphrase?: string;
  /** Clients must show a certificate of these authorities. */
  readonly clientCa?: string;
  /** `request` serves clients without one all the same. Default `require`. */
  readonly clientAuth?: ClientAuth;
}

const NAMES = ['cert', 'key', 'passphrase', 'clientCa', 'clientAuth'] as const;

/** `true` or options → what to do; what is wrong is told by path, sentence and hint. Undefined: plain text. */
export function readTls(
  given: unknown,
  wrong: (path: string, message: string, hint: string) => void,
): TlsConfig | undefined {
  // Anything else has been refused before.
  if (given !== true && (typeof given !== 'object' || given === null)) return undefined;
  // What it holds is looked at key by key.
  const options = (given === true ? {} : given) as Partial<Record<(typeof NAMES)[number], unknown>>;
  for (const [name, value] of Object.entries(options))
    if (!NAMES.some((one) => one === name))
      wrong(`tls.${name}`, `There is no option tls.${name}.`, `There is ${NAMES.join(', ')}.`);
    else if (value !== undefined && (typeof value !== 'string' || value === ''))
      wrong(`tls.${name}`, `tls.${name} is no text.`, 'Give a path or a PEM text.');
  const text = (name: (typeof NAMES)[number]): string | undefined => {
    const value = options[name];
    return typeof value === 'string' ? value : undefined;
  };
  const [cert, key, clientCa] = [text('cert'), text('key'), text('clientCa')];
  if ((cert === undefined) !== (key === undefined))
    wrong('tls', 'tls.cert and tls.key go together.', 'Give both, or none: a certificate is made then.');
  const auth = text('clientAuth') ?? 'require';
  const clientAuth = CLIENT_AUTH.find((one) => one === auth);
  if (clientAuth === undefined)
    wrong('tls.clientAuth', `tls.clientAuth is "${auth}".`, `Give ${CLIENT_AUTH.join(' or ')}.`);
  return {
    identity: cert !== undefined && key !== undefined ? { cert, key } : undefined,
    passphrase: text('passphrase'),
    clientCa,
    clientAuth: clientAuth ?? 'require',
  };
}
