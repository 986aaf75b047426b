import { base64Decode } from '@bufbuild/protobuf/wire';
import type { Registry } from '@bufbuild/protobuf';
import { decodeJson } from '../codec/decode-json.ts';
import type { EndedEvent } from '../contract/traffic.ts';
import { escaped, literalText } from './draft-value.ts';
import { stubTypes } from './schema-types.ts';

type Json = Readonly<Record<string, unknown>>;

/** How a call ended, as `status`, `message` and `details` of a reply. */
export function draftStatus({ status, trailers }: EndedEvent, types: Registry): Json {
  const details = detailsOf(trailers.find(({ key }) => key === 'grpc-status-details-bin')?.value, types);
  return {
    status: status.name,
    ...(status.message !== '' && { message: literalText(status.message) }),
    ...(details.length > 0 && { details }),
  };
}

/** The messages of a `google.rpc.Status`; those of types that no schema knows are left out. */
function detailsOf(base64: string | undefined, types: Registry): readonly Json[] {
  const all = stubTypes(types);
  const desc = all.getMessage('google.rpc.Status');
  if (base64 === undefined || !desc) return [];
  let bytes: Uint8Array;
  try {
    bytes = base64Decode(base64);
  } catch {
    return [];
  }
  const { json, truncated } = decodeJson(desc, bytes, all);
  if (json === undefined || truncated) return [];
  const { details = [] } = JSON.parse(json) as { readonly details?: readonly Json[] }; // By its descriptor.
  return details.flatMap(({ '@type': url, ...rest }) => {
    const type = typeof url === 'string' ? url.slice(url.lastIndexOf('/') + 1) : '';
    return all.getMessage(type) ? [{ '@type': type, ...(escaped(rest) as Json) }] : []; // An object stays one.
  });
}
