import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { Problem } from '../contract/problem.ts';

/** Texts in PEM, and what to call them: the file, or the option. */
export interface GivenIdentity {
  readonly cert: Named;
  readonly key: Named;
  readonly passphrase: string | undefined;
  readonly clientCa: Named | undefined;
}

export interface Named {
  readonly name: string;
  readonly text: string;
}

const problem = (code: string, message: string, hint: string): Problem => ({ severity: 'error', code, message, hint });

const BLOCK = /-----BEGIN ((?:TRUSTED |X509 )?CERTIFICATE)-----[\s\S]*?-----END \1-----/g;
const KEY = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----/;

/** The certificates of a PEM text, in order; a Problem where it holds none, or one that cannot be read. */
export function certificatesOf({ name, text }: Named): readonly X509Certificate[] | Problem {
  const blocks = text.match(BLOCK) ?? [];
  if (blocks.length === 0)
    return problem(
      'no-certificate',
      KEY.test(text)
        ? `${name} holds a private key and no certificate.`
        : `${name} holds no certificate in PEM (-----BEGIN CERTIFICATE-----).`,
      /^\x30[\x80-\x84]/.test(text)
        ? 'It looks like DER: openssl x509 -inform der -in FILE -out FILE.pem turns it into PEM.'
        : 'Give the file that holds the certificate, as text.',
    );
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch (error) {
    return problem('bad-certificate', `A certificate in ${name} cannot be read: ${reason(error)}.`, 'Make it anew.');
  }
}

/** What is wrong with certificate, key and authorities; nothing where TLS can be spoken with them. `now` in milliseconds. */
export function judgeIdentity({ cert, key, passphrase, clientCa }: GivenIdentity, now: number): readonly Problem[] {
  const chain = certificatesOf(cert);
  const secret = readKey(key, passphrase);
  const authorities = clientCa && certificatesOf(clientCa);
  const problems = [chain, secret, authorities].filter((one): one is Problem => one !== undefined && 'code' in one);
  if (problems.length > 0 || !Array.isArray(chain) || 'code' in secret) return problems;
  const leaf: X509Certificate = chain[0];
  if (!leaf.checkPrivateKey(secret)) {
    const other = chain.some((one: X509Certificate) => one.checkPrivateKey(secret));
    return [
      problem(
        'key-mismatch',
        `The key in ${key.name} does not belong to the ${other ? 'first ' : ''}certificate in ${cert.name}.`,
        other
          ? 'Put the certificate of this server first, its chain below it.'
          : 'Give the key that this certificate was asked for with.',
      ),
    ];
  }
  const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
  if (to < now || from > now)
    return [
      problem(
        to < now ? 'certificate-expired' : 'certificate-not-yet-valid',
        to < now
          ? `The certificate in ${cert.name} expired on ${day(to)}.`
          : `The certificate in ${cert.name} is not valid before ${day(from)}.`,
        'Make a new one, or leave it out and start with --tls: one is made then.',
      ),
    ];
  try {
    createSecureContext({
      cert: cert.text,
      key: key.text,
      ...(passphrase !== undefined && { passphrase }),
      ...(clientCa && { ca: clientCa.text }),
      minVersion: 'TLSv1.2',
    });
    return [];
  } catch (error) {
    return [problem('tls-unusable', `TLS cannot be spoken with ${cert.name}: ${reason(error)}.`, 'Make it anew.')];
  }
}

function readKey({ name, text }: Named, passphrase: string | undefined): KeyObject | Problem {
  if (!KEY.test(text))
    return problem(
      'no-key',
      /-----BEGIN [A-Z ]*CERTIFICATE/.test(text)
        ? `${name} holds a certificate and no private key.`
        : `${name} holds no private key in PEM (-----BEGIN PRIVATE KEY-----).`,
      'Give the file that holds the private key of the certificate, as text.',
    );
  const locked = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m.test(text);
  if (locked && passphrase === undefined)
    return problem(
      'locked-key',
      `The private key in ${name} is locked with a password.`,
      'Set it in UNDERSTUDY_TLS_PASSPHRASE (the library: tls.passphrase).',
    );
  try {
    return createPrivateKey({ key: text, ...(passphrase !== undefined && { passphrase }) });
  } catch (error) {
    return locked
      ? problem(
          'wrong-password',
          `The password does not unlock the private key in ${name}.`,
          'Check UNDERSTUDY_TLS_PASSPHRASE (the library: tls.passphrase).',
        )
      : problem('bad-key', `The private key in ${name} cannot be read: ${reason(error)}.`, 'Make it anew.');
  }
}

/** Whether a certificate is for a name or an address, wildcards included. */
export function isFor(certificate: X509Certificate, name: string): boolean {
  // Node throws where an address is asked for that is none.
  return (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
}

/** A name that a certificate is for, as a client may ask for it; undefined where it names none. */
export function nameOf(certificate: X509Certificate): string | undefined {
  const [, name] = /(?:^|, )DNS:([\w*.-]+)/.exec(certificate.subjectAltName ?? '') ?? [];
  return name?.replace(/^\*/, 'www');
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** OpenSSL's own words, without its numbers. */
const reason = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^error:[0-9A-F]+:/i, '').replace(/^[^:]*routines:[^:]*:/, '');
};
