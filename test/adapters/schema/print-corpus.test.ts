import { expect, test } from 'vitest';
import { compile } from '../../../server/schema/compile.ts';
import { GOOGLE, protoFiles } from '../../support/corpora.ts';
import { roundTrip } from '../../support/print-round.ts';

test('what is printed of googleapis compiles to the same descriptors', () => {
  const all = protoFiles(GOOGLE);
  // Its import is not in the package.
  const skip = 'google/protobuf/util/json_format_proto3.proto';
  const wanted = /^google\/(api|rpc|type|protobuf|pubsub|storage|spanner|firestore|logging|iam|longrunning)\//;
  const byName = new Map(all.map((file) => [file.path, file]));
  const schema = compile({
    files: all.filter(({ path }) => wanted.test(path) && path !== skip),
    roots: [''],
    find: (name) => byName.get(name),
  });
  const own = [...schema.files.values()].filter(({ path }) => path !== undefined);
  expect(own.length).toBeGreaterThan(200);
  expect(roundTrip(schema, own).wrong).toEqual([]);
});
