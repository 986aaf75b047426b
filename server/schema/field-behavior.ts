import type { DescField } from '@bufbuild/protobuf';
import { WireCursor } from './wire-cursor.ts';

/** `google.api.field_behavior` extends FieldOptions with this number. */
const FIELD_BEHAVIOR = 1052;

/** The AIP field behaviours that matter to a form: see google.aip.dev/203. */
export function fieldBehavior(field: DescField): { readonly required: boolean; readonly outputOnly: boolean } {
  let [required, outputOnly] = [false, false];
  for (const unknown of field.proto.options?.$unknown ?? []) {
    if (unknown.no !== FIELD_BEHAVIOR) continue;
    const cursor = new WireCursor(unknown.data);
    // Packed values carry their length in front, single ones stand alone: both are a run of varints.
    const values = cursor.varints();
    if (unknown.wireType === 2) values.shift();
    required ||= values.includes(2);
    outputOnly ||= values.includes(3);
  }
  return { required, outputOnly };
}
