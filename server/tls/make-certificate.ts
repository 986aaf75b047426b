import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import forge from 'node-forge';
import type { ClientCertificate } from './own-client.ts';

/** A certificate for the names of this machine, and the authority that signed it; all in PEM. */
export interface MadeCertificate {
  /** The authority: what clients have to trust. Its key is gone. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

/** Apple takes no certificate that is good for longer than 825 days. */
export const DAYS = 820;
const DAY_MS = 86_400_000;
/** Clocks of containers and of other machines may be behind. */
const EARLIER_MS = DAY_MS;

const DNS = 2;
const IP = 7;
const BITS = 2048;
/** Where a client may say that it calls. Docker gives the machine that it runs on the last one's name. */
const NAMES = ['localhost', 'host.docker.internal'] as const;
const ADDRESSES = ['127.0.0.1', '::1'] as const;

/**
 * Makes an authority, has it sign one certificate, and forgets its key: whoever trusts it trusts this one certificate,
 * and nothing that anybody signs later. It may sign for this machine's own names only, besides. `now` is in milliseconds.
 */
export async function makeCertificate(now: number): Promise<MadeCertificate> {
  const [authority, server] = await Promise.all([makeKey(), makeKey()]);
  const validity = { notBefore: new Date(now - EARLIER_MS), notAfter: new Date(now + DAYS * DAY_MS) };
  const day = new Date(now).toISOString().slice(0, 10);
  const issuer = [
    { name: 'organizationName', value: 'Understudy' },
    { name: 'commonName', value: `Understudy, this machine only (${day})` },
  ];
  const signingKey = forge.pki.privateKeyFromPem(authority.privateKey);
  const make = (publicKey: string, subject: forge.pki.CertificateField[], extensions: object[]): string => {
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
    certificate.serialNumber = serial();
    Object.assign(certificate.validity, validity);
    certificate.setSubject(subject);
    certificate.setIssuer(issuer);
    certificate.setExtensions(extensions);
    certificate.sign(signingKey, forge.md.sha256.create());
    return forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n');
  };
  const ca = make(authority.publicKey, issuer, [
    { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
    { id: '2.5.29.30', critical: true, value: nameConstraints() },
  ]);
  const cert = make(
    server.publicKey,
    [{ name: 'commonName', value: 'localhost' }],
    [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectKeyIdentifier' },
      {
        name: 'authorityKeyIdentifier',
        keyIdentifier: forge.pki.certificateFromPem(ca).generateSubjectKeyIdentifier().getBytes(),
      },
      {
        name: 'subjectAltName',
        altNames: [...NAMES.map((value) => ({ type: DNS, value })), ...ADDRESSES.map((ip) => ({ type: IP, ip }))],
      },
    ],
  );
  return { ca, cert, key: server.privateKey };
}

/** A certificate that signs itself, for this process as a client of its own. `now` is in milliseconds. */
export async function makeClientCertificate(now: number): Promise<ClientCertificate> {
  const { publicKey, privateKey } = await makeKey();
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = serial();
  certificate.validity.notBefore = new Date(now - EARLIER_MS);
  certificate.validity.notAfter = new Date(now + DAYS * DAY_MS);
  const name = [{ name: 'commonName', value: 'Understudy, calls of its own page' }];
  certificate.setSubject(name);
  certificate.setIssuer(name);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: false, critical: true },
    { name: 'keyUsage', digitalSignature: true, critical: true },
    { name: 'extKeyUsage', clientAuth: true },
  ]);
  certificate.sign(forge.pki.privateKeyFromPem(privateKey), forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(certificate).replaceAll('\r\n', '\n'), key: privateKey };
}

/** The library's own keys take seconds. */
async function makeKey(): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  return promisify(generateKeyPair)('rsa', {
    modulusLength: BITS,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

/** 16 bytes, positive (RFC 5280, 4.1.2.2). */
function serial(): string {
  const bytes = forge.random.getBytesSync(16);
  return `0${forge.util.bytesToHex(bytes).slice(1)}`.replace(/^00/, '01');
}

/**
 * `permittedSubtrees` of RFC 5280, 4.2.1.10: the names of this machine. Not its addresses: BoringSSL, which gRPC is built
 * upon in Python, Ruby, PHP and C++, refuses an authority that constrains addresses.
 */
function nameConstraints(): string {
  const { asn1 } = forge;
  const subtree = (name: string): forge.asn1.Asn1 =>
    asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, [
      asn1.create(asn1.Class.CONTEXT_SPECIFIC, DNS, false, name),
    ]);
  const permitted = asn1.create(asn1.Class.CONTEXT_SPECIFIC, 0, true, NAMES.map(subtree));
  return asn1.toDer(asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, [permitted])).getBytes();
}
