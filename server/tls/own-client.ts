import { X509Certificate } from 'node:crypto';

/** A certificate that a client shows, with its key; in PEM. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** What this process shows to a port of its own that asks for certificates of clients. */
export interface OwnClient {
  /** Made when first asked for, and kept in memory alone. */
  certificate(): Promise<ClientCertificate>;
  /** Whether a certificate, by its SHA-256 as Node writes it, is that one. */
  is(fingerprint256: string): boolean;
}

/**
 * The playground's calls are made by the server itself, on behalf of pages that have shown a certificate to get here. It
 * signs itself: no authority is widened, and nobody else has its key. `now` is in milliseconds.
 */
export function createOwnClient(now: number): OwnClient {
  let made: Promise<ClientCertificate> | undefined;
  let fingerprint: string | undefined;
  const make = async (): Promise<ClientCertificate> => {
    // Loaded here: a server whose page nobody opens does without.
    const { makeClientCertificate } = await import('./make-certificate.ts');
    const certificate = await makeClientCertificate(now);
    fingerprint = new X509Certificate(certificate.cert).fingerprint256;
    return certificate;
  };
  return {
    certificate: () => (made ??= make()),
    is: (shown) => fingerprint !== undefined && shown === fingerprint,
  };
}
