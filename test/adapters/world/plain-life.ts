import type { Life } from './life.ts';

/** A service of its own, in a style that people really write. */
export interface PlainLife extends Life {
  readonly proto: string;
}

type Row = Omit<PlainLife, 'proto' | 'file' | 'service'> & {
  readonly pkg: string;
  readonly name: string;
  readonly body: string;
};

/** A file of its own, with the well-known types at hand. */
export const row = ({ pkg, name, body, ...life }: Row): PlainLife => ({
  ...life,
  file: `${pkg}.proto`,
  service: `${pkg}.${name}`,
  proto: `syntax = "proto3";\npackage ${pkg};\nimport "google/protobuf/empty.proto";\nimport "google/protobuf/field_mask.proto";\nimport "google/protobuf/timestamp.proto";\nimport "google/protobuf/wrappers.proto";\n${body}`,
});
