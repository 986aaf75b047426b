import type { EnumInfo, FieldInfo, MessageInfo } from '#contract/schema';
import type { JsonTypes } from '../../../web/src/lib/json-shape.ts';

type Field = Partial<FieldInfo> & Pick<FieldInfo, 'json' | 'type'>;

const scalar = (
  json: string,
  name: 'string' | 'int32' | 'uint32' | 'int64' | 'bool' | 'bytes' | 'float' | 'double',
  more: Partial<FieldInfo> = {},
): Field => ({
  json,
  type: { kind: 'scalar', scalar: name },
  ...more,
});
const message = (json: string, type: string, more: Partial<FieldInfo> = {}): Field => ({
  json,
  type: { kind: 'message', type },
  ...more,
});

function info(name: string, fields: readonly Field[]): MessageInfo {
  const snake = (json: string): string => json.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
  return { name, doc: '', fields: fields.map((f, i) => ({ name: snake(f.json), number: i + 1, doc: '', ...f })) };
}

/** `shop.v1.TrackRequest` and what it reaches: one field of every sort. */
export const TYPES: JsonTypes = {
  messages: Object.fromEntries(
    [
      info('shop.v1.TrackRequest', [
        scalar('orderId', 'string', { doc: 'Opaque, begins with ord_.' }),
        message('subscribe', 'shop.v1.Subscribe', { oneof: 'action' }),
        message('ack', 'shop.v1.Ack', { oneof: 'action' }),
        scalar('count', 'int32'),
        scalar('big', 'int64'),
        scalar('ratio', 'float'),
        scalar('blob', 'bytes'),
        scalar('labels', 'string', { mapKey: 'string' }),
        scalar('byId', 'bool', { mapKey: 'int32' }),
        message('at', 'google.protobuf.Timestamp'),
        message('limit', 'google.protobuf.Int32Value'),
        message('extra', 'google.protobuf.Struct'),
        message('detail', 'google.protobuf.Any'),
        message('mask', 'google.protobuf.FieldMask'),
        message('self', 'shop.v1.TrackRequest'),
      ]),
      info('shop.v1.Subscribe', [
        { json: 'events', type: { kind: 'enum', type: 'shop.v1.EventKind' }, repeated: true },
        scalar('includeLocation', 'bool'),
        message('minInterval', 'google.protobuf.Duration', { doc: 'Send at most one event per interval.' }),
        scalar('minAccuracyM', 'uint32'),
      ]),
      info('shop.v1.Ack', [scalar('upTo', 'int32')]),
    ].map((one) => [one.name, one]),
  ),
  enums: {
    'shop.v1.EventKind': {
      name: 'shop.v1.EventKind',
      doc: '',
      values: ['ACCEPTED', 'PICKED', 'SHIPPED', 'DELIVERED'].map((name, number) => ({
        name,
        number,
        doc: `It is ${name}.`,
      })),
    } satisfies EnumInfo,
  },
};

export const TYPE = 'shop.v1.TrackRequest';
