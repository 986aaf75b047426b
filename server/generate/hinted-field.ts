import type { DescField, DescMessage, Registry } from '@bufbuild/protobuf';
import type { Make } from './context.ts';
import { hintMaker } from './hint-makers.ts';
import { matchesField, matchesType, typeNameOf } from './hint-pattern.ts';
import { hintRows, isOpen, lineOrigin, type Row } from './hint-rows.ts';
import type { HintLine, HintsFile } from './hints-file.ts';
import { madeBy } from './made-by.ts';
import type { ValueOrigin } from '../contract/origin.ts';

/** What the hints file says of one field. */
export interface HintedField {
  /** Puts the maker of the line in place of the built-in one; that one stays where no line fits. */
  readonly wrap: (builtin: Make) => Make;
  /** Known once `wrap` was called. */
  readonly found: () => { readonly reads: readonly string[]; readonly unset: number | undefined } | undefined;
}

/** The lines that may speak of a field, the one that decides first: those about the field, then those about its type. */
export function linesAbout(hints: HintsFile, field: DescField): readonly HintLine[] {
  const type = typeNameOf(field);
  return [
    ...hints.lines.filter(({ about }) => matchesField(about, field)),
    // Messages with fields of their own take their line wherever they stand: see `hintedRows`.
    ...(isOpen(field.message) ? [] : hints.lines.filter(({ about }) => matchesType(about, type))),
  ];
}

export function hintedField(
  hints: HintsFile,
  field: DescField,
  words: string,
  noun: string,
  types: Registry | undefined,
): HintedField | undefined {
  const lines = linesAbout(hints, field);
  if (lines.length === 0) return undefined;
  let found: { readonly reads: readonly string[]; readonly unset: number | undefined } | undefined;
  return {
    wrap(builtin) {
      for (const line of lines) {
        const made = hintMaker(hints, line, { field, words, noun, builtin, types });
        if (!made) continue;
        found = { reads: made.reads, unset: line.unset };
        // The fields of a message that are not written keep origins of their own.
        return isOpen(field.message) ? made.make : madeBy(made.make, lineOrigin(hints, line));
      }
      return builtin;
    },
    found: () => found,
  };
}

/** What the hints file says of all messages of a type. */
export interface HintedRows {
  readonly rows: readonly Row[];
  readonly origin: ValueOrigin;
}

export function hintedRows(hints: HintsFile, desc: DescMessage, types: Registry | undefined): HintedRows | undefined {
  if (!isOpen(desc)) return undefined;
  for (const line of hints.lines) {
    if (!matchesType(line.about, desc.typeName)) continue;
    const rows = hintRows(hints, line, desc, types);
    if (rows.length > 0) return { rows, origin: lineOrigin(hints, line) };
  }
  return undefined;
}
