import { EDITION_2023, EDITION_2024, PROTO2, PROTO3, type OptionNode, type ValueNode } from './syntax-tree.ts';

/** The features of an edition by name (`field_presence`), each with the name of its value (`EXPLICIT`). */
export type Features = Readonly<Record<FeatureName, string>>;
export type FeatureName =
  | 'field_presence'
  | 'enum_type'
  | 'repeated_field_encoding'
  | 'utf8_validation'
  | 'message_encoding'
  | 'json_format'
  | 'enforce_naming_style'
  | 'default_symbol_visibility';

const EDITION_FEATURES: Features = {
  field_presence: 'EXPLICIT',
  enum_type: 'OPEN',
  repeated_field_encoding: 'PACKED',
  utf8_validation: 'VERIFY',
  message_encoding: 'LENGTH_PREFIXED',
  json_format: 'ALLOW',
  enforce_naming_style: 'STYLE_LEGACY',
  default_symbol_visibility: 'EXPORT_ALL',
};

/** What holds where a file says nothing. */
export function defaultFeatures(edition: number): Features {
  if (edition === PROTO2)
    return {
      ...EDITION_FEATURES,
      enum_type: 'CLOSED',
      repeated_field_encoding: 'EXPANDED',
      utf8_validation: 'NONE',
      json_format: 'LEGACY_BEST_EFFORT',
    };
  if (edition === PROTO3) return { ...EDITION_FEATURES, field_presence: 'IMPLICIT' };
  if (edition === EDITION_2023) return EDITION_FEATURES;
  return {
    ...EDITION_FEATURES,
    enforce_naming_style: 'STYLE2024',
    default_symbol_visibility: 'EXPORT_TOP_LEVEL',
  };
}

/** Features that did not exist from the beginning, with their first edition. */
export const FEATURE_SINCE: Readonly<Partial<Record<string, number>>> = {
  enforce_naming_style: EDITION_2024,
  default_symbol_visibility: EDITION_2024,
};

/** A feature that an entity sets itself. */
export interface OwnFeature {
  readonly name: string;
  readonly text: string;
  readonly at: number;
}

/** `features.x = Y` and `features = { x: Y }` among the options of an entity. */
export function ownFeatures(options: readonly OptionNode[]): readonly OwnFeature[] {
  if (options.length === 0) return NONE;
  let found: OwnFeature[] | undefined;
  const add = (name: string, value: ValueNode): void => {
    if (value.kind === 'ident') (found ??= []).push({ name, text: value.text, at: value.at });
  };
  for (const { name, value } of options) {
    const [first, second] = name;
    if (first?.name !== 'features' || first.extension) continue;
    if (second) {
      if (!second.extension && name.length === 2) add(second.name, value);
    } else if (value.kind === 'message')
      for (const field of value.fields) if (field.kind === 'field') add(field.name, field.value);
  }
  return found ?? NONE;
}

const NONE: readonly OwnFeature[] = [];

/** The features of an entity: what it sets itself, else what its parent has. */
export function inherit(parent: Features, own: readonly OwnFeature[]): Features {
  if (own.length === 0) return parent;
  return { ...parent, ...Object.fromEntries(own.map(({ name, text }) => [name, text])) };
}
