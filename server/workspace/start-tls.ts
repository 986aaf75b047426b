import { join } from 'node:path';
import type { TlsConfig } from '../config/config-tls.ts';
import type { Problem } from '../contract/problem.ts';
import { dataFolder } from '../files/tls-store.ts';
import type { ServerTls } from './tls-identity.ts';

export type { ServerTls };

/** Where this runs; a process is one. */
interface Place {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** TLS as it was asked for, with what is made kept among this user's data; or the first thing that is wrong with it. */
export async function startTls(
  config: TlsConfig,
  { platform, env }: Place,
  now: number,
): Promise<ServerTls | { readonly problem: Problem }> {
  // Loaded here: a server in plain text does not wait for it.
  const { readServerTls } = await import('./tls-identity.ts');
  const data = dataFolder(platform, env);
  const tls = await readServerTls(config, data && join(data, 'tls'), now);
  return 'identity' in tls ? tls : { problem: tls.problems[0]! };
}
