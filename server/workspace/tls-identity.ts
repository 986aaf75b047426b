import { X509Certificate } from 'node:crypto';
import { resolve } from 'node:path';
import type { TlsConfig } from '../config/config-tls.ts';
import type { ClientTls } from '../contract/rest.ts';
import type { Problem } from '../contract/problem.ts';
import { readPem } from '../files/read-pem.ts';
import { forgetKept, keepSecret, readKept, writeShown } from '../files/tls-store.ts';
import type { Identity } from '../port/secure-door.ts';
import { certificatesOf, isFor, judgeIdentity, nameOf, type Named } from '../tls/judge-identity.ts';
import { createOwnClient, type OwnClient } from '../tls/own-client.ts';

/** TLS of a server that is about to start. */
export interface ServerTls {
  readonly identity: Identity;
  /** What clients trust, in PEM: the authority that was made, or the certificate that was given, with its chain. */
  readonly ca: string;
  /** The file of that authority; undefined where the certificate was given, or could not be kept. */
  readonly caFile: string | undefined;
  /** What clients have to say, to call by this host: `localhost`. */
  clientTls(host: string): ClientTls;
  /** What the playground's calls show, where clients must show something. */
  readonly ownClient: OwnClient | undefined;
  /** Last day that the certificate is good for: `2029-02-20`. */
  readonly until: string;
  /** The certificate was made here. */
  readonly made: boolean;
  /** What is worth knowing and stops nobody. */
  readonly problems: readonly Problem[];
}

const SECRET = 'certificate.pem';
const SHOWN = 'ca.pem';
/** A certificate that ends this soon is made anew. */
const SPARE_MS = 30 * 86_400_000;

/**
 * Reads what was given, or takes what was made before, or makes it. `folder`: where what is made is kept; undefined:
 * nowhere. `now` is in milliseconds.
 */
export async function readServerTls(
  config: TlsConfig,
  folder: string | undefined,
  now: number,
): Promise<ServerTls | { readonly problems: readonly Problem[] }> {
  const clientCa = config.clientCa === undefined ? undefined : readPem(config.clientCa, 'the authorities of clients');
  if (clientCa && 'code' in clientCa) return { problems: [clientCa] };
  const given = config.identity ? readGiven(config.identity) : await takeMade(folder, now);
  if ('problems' in given) return given;
  const { cert, key, ca = cert.text, caFile, made, warnings } = given;
  const { passphrase = undefined, clientAuth } = config;
  const problems = judgeIdentity({ cert, key, passphrase: made ? undefined : passphrase, clientCa }, now);
  const leaf = certificatesOf(cert);
  if (problems.length > 0 || 'code' in leaf) return { problems };
  const [certificate] = leaf;
  const ownClient = clientCa && clientAuth === 'require' ? createOwnClient(now) : undefined;
  return {
    identity: {
      cert: cert.text,
      key: key.text,
      passphrase: made ? undefined : passphrase,
      clientCa: clientCa?.text,
      clientAuth,
      isOwn: ownClient?.is,
      isFor: (name) => name === undefined || isFor(certificate!, name),
    },
    ca,
    caFile,
    clientTls: (host) => clientTls(certificate!, caFile ?? given.certFile, host, ownClient !== undefined),
    ownClient,
    until: new Date(Date.parse(certificate!.validTo)).toISOString().slice(0, 10),
    made,
    problems: warnings,
  };
}

/** A certificate that was given is trusted by itself: who signed it may stand in no file here. */
function clientTls(
  certificate: X509Certificate,
  file: string | undefined,
  host: string,
  clientCertificate: boolean,
): ClientTls {
  const serverName = isFor(certificate, host) ? null : nameOf(certificate);
  // No client can check a certificate that names nobody.
  const caFile = serverName === undefined || file === undefined ? null : resolve(file);
  return { caFile, serverName: caFile === null ? null : (serverName ?? null), clientCertificate };
}

interface Taken {
  readonly cert: Named;
  readonly key: Named;
  /** Undefined: the certificate itself. */
  readonly ca?: string;
  readonly caFile: string | undefined;
  /** Where the certificate stands that was given; undefined where its text was. */
  readonly certFile?: string | undefined;
  readonly made: boolean;
  readonly warnings: readonly Problem[];
}

function readGiven(files: {
  readonly cert: string;
  readonly key: string;
}): Taken | { readonly problems: readonly Problem[] } {
  const [cert, key] = [readPem(files.cert, 'the certificate'), readPem(files.key, 'the private key')];
  if ('code' in cert || 'code' in key) return { problems: [cert, key].filter((one) => 'code' in one) };
  const certFile = cert.name === files.cert ? files.cert : undefined;
  return { cert, key, caFile: undefined, certFile, made: false, warnings: [] };
}

/** Authority, certificate and key stand in one text, so that they are never of different makings. */
async function takeMade(folder: string | undefined, now: number): Promise<Taken> {
  const kept = folder === undefined ? undefined : readKept(folder, SECRET);
  if (folder !== undefined && kept !== undefined) {
    if (isGood(kept, now)) return taken(kept, folder, []);
    forgetKept(folder, SECRET);
  }
  // Loaded here: who has a certificate does not wait for what makes one.
  const { makeCertificate } = await import('../tls/make-certificate.ts');
  const { ca, cert, key } = await makeCertificate(now);
  const text = `${ca}${cert}${key}`;
  if (folder === undefined) return taken(text, undefined, []);
  const result = keepSecret(folder, SECRET, text);
  if ('kept' in result) return taken(result.kept, folder, []);
  const message = `The certificate that was made cannot be kept in ${folder}: ${result.why}.`;
  const hint = 'It is good for this run; the next one makes another, which has to be trusted anew.';
  return taken(text, undefined, [{ severity: 'warning', code: 'certificate-not-kept', message, hint }]);
}

const BLOCKS = /-----BEGIN [A-Z ]+-----[\s\S]*?-----END [A-Z ]+-----\n?/g;

function taken(text: string, folder: string | undefined, warnings: readonly Problem[]): Taken {
  const [ca = '', cert = '', key = ''] = text.match(BLOCKS) ?? [];
  const name = 'the certificate that was made';
  return {
    ca,
    cert: { name, text: cert },
    key: { name, text: key },
    caFile: folder === undefined ? undefined : writeShown(folder, SHOWN, ca),
    made: true,
    warnings,
  };
}

/** What is kept can be used, and will be for a while. */
function isGood(text: string, now: number): boolean {
  const [ca, cert, key, ...more] = text.match(BLOCKS) ?? [];
  if (ca === undefined || cert === undefined || key === undefined || more.length > 0) return false;
  const named = (block: string): Named => ({ name: SECRET, text: block });
  const given = { cert: named(cert), key: named(key), passphrase: undefined, clientCa: named(ca) };
  if (judgeIdentity(given, now + SPARE_MS).length > 0) return false;
  return new X509Certificate(cert).checkIssued(new X509Certificate(ca));
}
