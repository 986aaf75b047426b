import { ScalarType, type DescEnum, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { behaviorsOf, OUTPUT_ONLY } from '../generate/annotations.ts';
import { kindOf, wordsOf } from './infer-field.ts';
import type { FieldPath, ResourceMarks } from './resource.ts';

const isTime = (field: DescField): boolean =>
  field.fieldKind === 'message'
    ? field.message.typeName === 'google.protobuf.Timestamp'
    : kindOf(field) === 'text' || (kindOf(field) === 'whole' && field.scalar !== ScalarType.BOOL);

const MARKS: readonly (readonly [keyof ResourceMarks, RegExp, (field: DescField) => boolean])[] = [
  [
    'createTime',
    /^(create|created|creation) ?(time|at|on|date|timestamp)$|^(date|time) created$|^time ?created$|^created$/,
    isTime,
  ],
  [
    'updateTime',
    /^(last )?(update|updated|modify|modified|modification|change|changed) ?(time|at|on|date|timestamp)$|^(date|time) (updated|modified)$|^last (updated|modified)$/,
    isTime,
  ],
  ['deleteTime', /^(delete|deleted|deletion) ?(time|at|on|date|timestamp)$/, isTime],
  ['expireTime', /^(expire|expires|purge|expiration|expiry) ?(time|at|on|date|timestamp)$/, isTime],
  ['etag', /^etag$/, (field) => kindOf(field) === 'text'],
  ['uid', /^(uid|uuid|guid)$/, (field) => kindOf(field) === 'text'],
  ['version', /^(version|revision|generation|resource version|row version)$/, (field) => kindOf(field) === 'whole'],
];
const STATE = /(^| )(state|status|phase|stage|lifecycle)$/;

/** The fields of a thing that the server keeps, by their names and types. */
export function marksOf(desc: DescMessage, id: FieldPath): ResourceMarks {
  const found: { -readonly [K in keyof ResourceMarks]: ResourceMarks[K] } = {};
  for (const [mark, words, fits] of MARKS) {
    const field = desc.fields.find(
      (one) => !one.oneof && one !== id[0] && words.test(wordsOf(one)) && fits(one) && !isLegacy(one),
    );
    // Each mark but the state is a plain field.
    if (field) (found as Record<string, DescField>)[mark] = field;
  }
  const states = desc.fields.filter(
    (field) => field.fieldKind === 'enum' && !field.oneof && STATE.test(wordsOf(field)),
  );
  const state =
    states.find((field) => /^(state|status)$/.test(wordsOf(field))) ??
    states.find((field) => behaviorsOf(field).has(OUTPUT_ONLY)) ??
    states[0];
  // An enum field, by the filter above.
  if (state) found.state = state as DescField & { readonly enum: DescEnum };
  return found;
}

const isLegacy = (field: DescField): boolean => field.deprecated;
