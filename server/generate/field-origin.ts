import type { DescField } from '@bufbuild/protobuf';
import type { ValueOrigin } from '../contract/origin.ts';
import type { HintsFile } from './hints-file.ts';
import { byType } from './made-by.ts';
import { fieldOrigin } from './plan.ts';

/**
 * Where the generated values of a field come from, whatever the seed: a rule, a line of the hints file, a word of its
 * name, or its type. For a field that holds a message with fields of its own, its type. What a single value owes to the
 * request, the world or its neighbours is for `Trace`.
 */
export const originOfField = (field: DescField, hints?: HintsFile): ValueOrigin =>
  fieldOrigin(field, hints) ?? byType(field);
