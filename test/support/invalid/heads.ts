import type { ProblemCode } from '../../../server/schema/problem-codes.ts';

/** Text (or texts by file name), the code of its first error, and the line and column of it. */
export type InvalidProto = readonly [
  text: string | Readonly<Record<string, string>>,
  code: ProblemCode,
  line: number,
  column: number,
];

/** First lines of the files. A package of their own lets many of them be built together, see `apart`. */
export const P2 = 'syntax = "proto2"; package t;\n';
export const P3 = 'syntax = "proto3"; package t;\n';
export const E3 = 'edition = "2023"; package t;\n';
export const E4 = 'edition = "2024"; package t;\n';
export const IMPORT = 'import "google/protobuf/descriptor.proto"; ';
/** Options of a file, of many types. */
export const RULES = `${P2}${IMPORT}message R { optional int32 n = 1; repeated int32 r = 2; optional R s = 3; oneof o { int32 x = 4; int32 y = 5; } map<string, int32> m = 6; optional E e = 7; optional string str = 8; optional bool b = 9; optional uint32 u = 10; } enum E { EA = 1; } extend google.protobuf.FileOptions { optional R r = 50000; repeated int32 rr = 50001; optional E e = 50002; }\n`;

/** The text with a package and option numbers that no other text of the table has. */
export function apart(text: string, index: number): string {
  return text
    .replace(/\b5000(\d)\b/g, (_, digit: string) => `5${String(index).padStart(4, '0')}${digit}`)
    .replace('package t;', `package t${index};`)
    .replace(/\bt\.(?=[A-Za-z])/g, `t${index}.`);
}
