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
}

/** Options as they were given. */
export interface PullValues {
  readonly out?: string | undefined;
  readonly header?: readonly string[] | undefined;
  readonly tls?: boolean | undefined;
  readonly 'tls-skip-verify'?: boolean | undefined;
  readonly ca?: string | undefined;
  readonly 'server-name'?: string | undefined;
  readonly timeout?: string | undefined;
  readonly force?: boolean | undefined;
}

const DEFAULT_SECONDS = 10;
export const DEFAULT_PULL_FOLDER = 'protos-pulled';

/** Reads what belongs to `pull`; what is wrong goes to `errors`, one sentence each. */
export function parsePull(targets: readonly string[], values: PullValues, errors: string[]): PullConfig {
  const [written = '', ...more] = targets;
  if (written === '') errors.push('pull needs the address of a server: understudy pull localhost:50051.');
  if (more.length > 0) errors.push(`pull takes one address, and there are ${targets.length}.`);
  const target = written.replace(/^(https?|grpcs?):\/\//, '').replace(/\/$/, '');
  const port = Number(/:(\d{1,5})$/.exec(target)?.[1]);
  if (written !== '' && !(/^(\[[0-9a-fA-F:.]+\]|[\w.-]+):\d+$/.test(target) && port >= 1 && port <= 65535))
    errors.push(`"${written}" is no address: give host and port, as in localhost:50051.`);

  const secure =
    values.tls ??
    (/^(https|grpcs):/.test(written) ||
      values['tls-skip-verify'] === true ||
      values.ca !== undefined ||
      values['server-name'] !== undefined);
  if (values.tls === false && (values.ca !== undefined || values['tls-skip-verify'] === true))
    errors.push('--no-tls and the options of TLS exclude each other.');

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
      ? { skipVerify: values['tls-skip-verify'] ?? false, ca: values.ca, serverName: values['server-name'] }
      : undefined,
    timeoutMs: Math.round(seconds * 1000),
    force: values.force ?? false,
  };
}
