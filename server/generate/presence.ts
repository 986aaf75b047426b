import type { DescField } from '@bufbuild/protobuf';
import { FeatureSet_FieldPresence as Presence, isWrapperDesc } from '@bufbuild/protobuf/wkt';
import { behaviorsOf, IDENTIFIER, REQUIRED } from './annotations.ts';
import { splitWords } from './words.ts';

// `google.api.field_behavior`
const OPTIONAL = 1;

// What identifies a thing is there even where it could be absent; so is when it was made.
const IDENTITY =
  /^(id|uid|uuid|name|key|sku|slug|title|display name|email|(create|created|update|updated)( time| at| on)?)$/;

/** Parts that not every thing has. */
const SPARE =
  /^(previous|prev|parent|fallback|secondary|alternate|alternative|backup|emergency|discount|coupon|promotion|promo|voucher|gift|refund|cancellation|sale|special|override|extra|additional|middle|nick|maiden|spouse|guarantor|co|second)\b/;

/**
 * The share of messages that leave a field unset, by what the schema says of it: `optional` was written for a reason, a
 * wrapper is a value that can be null, and some parts are not for every thing. Fields without presence are always set.
 */
export function absentShare(field: DescField): number {
  if (field.oneof || field.fieldKind === 'list' || field.fieldKind === 'map') return 0;
  if (field.presence !== Presence.EXPLICIT) return 0;
  const behaviors = behaviorsOf(field);
  const words = splitWords(field.name);
  if (behaviors.has(REQUIRED) || behaviors.has(IDENTIFIER) || IDENTITY.test(words)) return 0;
  if (field.proto.proto3Optional) return 0.25;
  if (field.fieldKind !== 'message') return 0.125;
  if (isWrapperDesc(field.message)) return 0.2;
  if (behaviors.has(OPTIONAL)) return 0.2;
  return SPARE.test(words) ? 0.3 : 0;
}
