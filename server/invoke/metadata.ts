import { Metadata as WireMetadata } from '@grpc/grpc-js';
import { INVOCATION_KEY } from '../contract/invocation.ts';
import type { Metadata, MetadataEntry } from '../contract/metadata.ts';
import { problem, type Problem } from '../contract/problem.ts';

/** Most bytes of all keys and values together: headers above 64 KB hang in grpc-js, and most servers take 8 or 16 KB. */
const MAX_BYTES = 32_768;

/** Keys that the transport writes itself, or that HTTP/2 forbids. */
const TRANSPORT_KEYS = new Set([
  'connection',
  'content-length',
  'content-type',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  INVOCATION_KEY,
]);

/** What a person typed → what grpc-js sends, or everything that is wrong with it (`path` is `metadata[2].value`). */
export function toWire(
  metadata: Metadata,
): { readonly wire: WireMetadata } | { readonly problems: readonly Problem[] } {
  const wire = new WireMetadata();
  const problems: Problem[] = [];
  let bytes = 0;
  metadata.forEach((entry, index) => {
    const wrong = wrongWith(entry, `metadata[${index}]`);
    bytes += entry.key.length + entry.value.length;
    if (wrong) problems.push(wrong);
    else if (isBinary(entry.key)) wire.add(entry.key.toLowerCase(), Buffer.from(entry.value, 'base64'));
    else wire.add(entry.key.toLowerCase(), entry.value);
  });
  if (bytes > MAX_BYTES)
    problems.push(
      problem(
        'metadata-too-large',
        `The metadata is ${bytes} bytes, and the limit is ${MAX_BYTES}.`,
        'Send large values in the message.',
        'metadata',
      ),
    );
  return problems.length > 0 ? { problems } : { wire };
}

/** What came over the wire → entries; binary values as base64. */
export function fromWire(wire: WireMetadata): Metadata {
  return Object.entries(wire.toJSON()).flatMap(([key, values]) =>
    values.map((value) => ({ key, value: typeof value === 'string' ? value : value.toString('base64') })),
  );
}

function isBinary(key: string): boolean {
  return key.toLowerCase().endsWith('-bin');
}

function wrongWith({ key, value }: MetadataEntry, path: string): Problem | undefined {
  const name = JSON.stringify(key.slice(0, 100));
  const lower = key.toLowerCase();
  if (!/^[0-9a-z_.-]+$/.test(lower))
    return problem(
      'metadata-key',
      `${key === '' ? 'A key is empty' : `${name} is no metadata key`}.`,
      'Use letters, digits, "-", "_" and ".".',
      `${path}.key`,
    );
  if (lower.startsWith('grpc-'))
    return problem(
      'metadata-reserved',
      `${name} is reserved: keys that begin with grpc- belong to gRPC itself.`,
      lower === 'grpc-timeout' ? 'Set the deadline instead.' : 'Choose another name.',
      `${path}.key`,
    );
  if (TRANSPORT_KEYS.has(lower))
    return problem('metadata-reserved', `${name} is set by the client itself.`, 'Leave it out.', `${path}.key`);
  if (isBinary(lower)) {
    const digits = value.replace(/={1,2}$/, '');
    if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1 || (digits !== value && value.length % 4 !== 0))
      return problem(
        'metadata-value',
        `The value of ${name} is not base64, as values of -bin keys are.`,
        'Encode its bytes as base64.',
        `${path}.value`,
      );
    return undefined;
  }
  if (!/^[ -~]*$/.test(value))
    return problem(
      'metadata-value',
      `The value of ${name} has characters beyond printable ASCII.`,
      `Name the key ${lower.slice(0, 100)}-bin and give base64.`,
      `${path}.value`,
    );
  return undefined;
}
