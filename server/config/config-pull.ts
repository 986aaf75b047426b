import type { Metadata } from '../contract/metadata.ts';

/** What `understudy pull` was asked for. */
export interface PullConfig {
  /** `localhost:50051` */
  readonly target: string;
  /** Folder that the files go to. */
  readonly out: string;
  /** Metadata of each request. */
  readonly metadata: Metadata;
  /** Undefined: plain text. */
  readonly tls: PullTls | undefined;
  readonly timeoutMs: number;
  /** Overwrite files that are there and differ. */
  readonly force: boolean;
}

export interface PullTls {
  /** Take any certificate. */
  readonly skipVerify: boolean;
  /** File of the certificate authorities to trust, in PEM. */
  readonly ca: string | undefined;
  /** The name that the certificate is for, where it is not the host. */
  readonly serverName: string | undefined;
  /** What to show to a server that asks who calls: files of a certificate, its chain below it, and of its key, in PEM. */
  readonly identity: { readonly cert: string; readonly key: string } | undefined;
  /** What the key is locked with. */
  readonly passphrase: string | undefined;
}

/** Options as they were given. */
export interface PullValues {
  readonly out?: string | undefined;
  readonly header?: readonly string[] | undefined;
  readonly tls?: boolean | undefined;
  readonly 'tls-skip-verify'?: boolean | undefined;
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly 'server-name'?: string | undefined;
  readonly timeout?: string | undefined;
  readonly force?: boolean | undefined;
}

const DEFAULT_SECONDS = 10;
export const DEFAULT_PULL_FOLDER = 'protos-pulled';

/** What says nothing without TLS. */
const OF_TLS = ['tls-skip-verify', 'ca', 'cert', 'key', 'server-name'] as const;

/** Reads what belongs to `pull`; what is wrong goes to `errors`, one sentence each. */
export function parsePull(
  targets: readonly string[],
  values: PullValues,
  passphrase: string | undefined,
  errors: string[],
): PullConfig {
  const [written = '', ...more] = targets;
  if (written === '') errors.push('pull needs the address of a server: understudy pull localhost:50051.');
  if (more.length > 0) errors.push(`pull takes one address, and there are ${targets.length}.`);
  const target = written.replace(/^(https?|grpcs?):\/\//, '').replace(/\/$/, '');
  const port = Number(/:(\d{1,5})$/.exec(target)?.[1]);
  if (written !== '' && !(/^(\[[0-9a-fA-F:.]+\]|[\w.-]+):\d+$/.test(target) && port >= 1 && port <= 65535))
    errors.push(`"${written}" is no address: give host and port, as in localhost:50051.`);

  const { ca, cert, key } = values;
  const given = OF_TLS.filter((name) => values[name] !== undefined);
  const secure = values.tls ?? (/^(https|grpcs):/.test(written) || given.length > 0);
  if (values.tls === false && given.length > 0) errors.push(`--no-tls and --${given[0]} exclude each other.`);
  if ((cert === undefined) !== (key === undefined))
    errors.push(`--cert and --key go together: ${cert === undefined ? 'the certificate' : 'the key'} is missing.`);

  const seconds = values.timeout === undefined ? DEFAULT_SECONDS : Number(values.timeout);
  if (!(seconds > 0 && seconds <= 3600))
    errors.push(`The timeout is "${values.timeout}"; it must be a number of seconds up to 3600.`);
  return {
    target,
    out: values.out ?? DEFAULT_PULL_FOLDER,
    metadata: (values.header ?? []).flatMap((header) => {
      const match = /^([^:]+):\s*(.*)$/s.exec(header);
      if (!match) errors.push(`"${header}" is no header: write -H 'key: value'.`);
      return match ? [{ key: match[1]!.trim(), value: match[2]! }] : [];
    }),
    tls: secure
      ? {
          skipVerify: values['tls-skip-verify'] ?? false,
          ca,
          serverName: values['server-name'],
          identity: cert !== undefined && key !== undefined ? { cert, key } : undefined,
          passphrase: passphrase || undefined,
        }
      : undefined,
    timeoutMs: Math.round(seconds * 1000),
    force: values.force ?? false,
  };
}
