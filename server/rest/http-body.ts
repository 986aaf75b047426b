import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Route } from './routes.ts';

/** What comes and goes as it is, whatever it is. */
export const HTTP_BODY = 'google.api.HttpBody';

/** Where the body of a request goes that is not to be read: the whole message, or a field of it. */
export type RawPlace = { readonly whole: true } | { readonly whole: false; readonly field: DescField };

/**
 * A request whose message, or whose body, is a `google.api.HttpBody` takes any bytes. With `body: "*"` a field of that
 * type at the top takes them (`google/api/httpbody.proto`), and the other fields come in the path and the query.
 */
export function rawPlace(input: DescMessage, { rule }: Route): RawPlace | undefined {
  if (rule.body === '') return undefined;
  if (rule.body === '*' && input.typeName === HTTP_BODY) return { whole: true };
  const field = input.fields.find(
    (one) =>
      one.fieldKind === 'message' &&
      one.message.typeName === HTTP_BODY &&
      (rule.body === '*' || rule.body === one.name || rule.body === one.jsonName),
  );
  return field && { whole: false, field };
}

/** The message of a raw body; written behind the other fields, it is a part of the whole. */
export function writeRaw(place: RawPlace, contentType: string, data: Uint8Array): Uint8Array {
  const body = new BinaryWriter();
  if (contentType !== '') body.tag(1, WireType.LengthDelimited).string(contentType);
  if (data.length > 0) body.tag(2, WireType.LengthDelimited).bytes(data);
  if (place.whole) return body.finish();
  return new BinaryWriter().tag(place.field.number, WireType.LengthDelimited).bytes(body.finish()).finish();
}
