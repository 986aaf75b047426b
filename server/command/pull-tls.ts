import { createPrivateKey } from 'node:crypto';
import type { PullTls } from '../config/config-pull.ts';
import type { Problem } from '../contract/problem.ts';
import { readPem } from '../files/read-pem.ts';
import type { PullTlsOptions } from '../invoke/pull-stream.ts';
import { certificatesOf, judgeIdentity } from '../tls/judge-identity.ts';

/** The files that `pull` is told to use of TLS; a Problem where one of them is of no use. `now` in milliseconds. */
export function readPullTls(config: PullTls, now: number): PullTlsOptions | Problem {
  const { skipVerify, serverName } = config;
  const ca = config.ca === undefined ? undefined : readPem(config.ca, 'the authorities');
  if (ca && 'code' in ca) return ca;
  const authorities = ca && certificatesOf(ca);
  if (authorities && 'code' in authorities) return authorities;
  const identity = config.identity && readIdentity(config.identity, config.passphrase, now);
  if (identity && 'code' in identity) return identity;
  return { skipVerify, serverName, ca: ca && Buffer.from(ca.text, 'latin1'), identity };
}

function readIdentity(
  files: NonNullable<PullTls['identity']>,
  passphrase: string | undefined,
  now: number,
): NonNullable<PullTlsOptions['identity']> | Problem {
  const [cert, key] = [readPem(files.cert, 'the certificate'), readPem(files.key, 'the private key')];
  if ('code' in cert) return cert;
  if ('code' in key) return key;
  const [wrong] = judgeIdentity({ cert, key, passphrase, clientCa: undefined }, now);
  if (wrong) return /^certificate-/.test(wrong.code) ? { ...wrong, hint: 'Ask for a new one.' } : wrong;
  // Unlocked here: what makes the connection takes no key with a password.
  const unlocked = createPrivateKey({ key: key.text, ...(passphrase !== undefined && { passphrase }) });
  return { cert: cert.text, key: unlocked.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
