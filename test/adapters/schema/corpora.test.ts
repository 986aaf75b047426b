import { expect, test } from 'vitest';
import { compile } from '../../../server/schema/compile.ts';
import type { Schema } from '../../../server/schema/registry.ts';
import { outlineFile } from '../../../server/schema/outline.ts';
import { buildGoogle, buildXds, filesOf, GOOGLE, loadInChild, XDS, type Judged } from '../../support/corpora.ts';
import { compareFiles, type Comparison, type Difference } from '../../support/compare-files.ts';

/** Real trees, a real compiler beside ours, and both cores busy: minutes rather than seconds when others work too. */
const TIMEOUT = 600_000;

/**
 * Why an entity differs from what buf makes of it. All of it is buf's way against protoc's; none changes what a
 * reader of the descriptors understands.
 */
const CAUSES: readonly { readonly why: string; readonly is: (difference: Difference) => boolean }[] = [
  {
    why: 'buf packs the values of a repeated custom option; protoc writes each with a tag of its own',
    is: ({ file, kind }) => kind === 'message' && file === 'google/bigtable/v2/session.proto',
  },
  {
    why: 'buf empties message sets: their option is not written',
    is: ({ kind, name }) => kind === 'message' && name === 'google.protobuf.bridge.MessageSet',
  },
  {
    why: 'buf has comments of the first of several `reserved` statements only, or at no path at all',
    is: ({ kind, name }) => kind === 'comment' && /(?:^|\.)(?:9|10)$/.test(name),
  },
];

test('google-proto-files: every entity is like that of buf', { timeout: TIMEOUT }, async () => {
  const judged = await buildGoogle();
  const { schema, figures } = judge(judged);
  report('google-proto-files', figures, figures.differences);
  expect(unexplained(figures)).toEqual([]);
  expect(figures.entities).toBeGreaterThan(640_000);
  expect(1 - figures.differences.length / figures.entities).toBeGreaterThanOrEqual(0.9999);
  expect(missingMethods(schema, filesOf(judged.set))).toEqual([]);
  expect(unusable(schema)).toEqual([]);
});

test('grpc-js-xds: every entity is like that of buf', { timeout: TIMEOUT }, async () => {
  const judged = await buildXds();
  const { schema, figures } = judge(judged);
  report('grpc-js-xds', { leftOutForMissingImports: judged.skipped.length, ...figures }, figures.differences);
  expect(unexplained(figures)).toEqual([]);
  expect(figures.entities).toBeGreaterThan(14_000);
  expect(1 - figures.differences.length / figures.entities).toBeGreaterThanOrEqual(0.9999);
  expect(missingMethods(schema, filesOf(judged.set))).toEqual([]);
  expect(unusable(schema)).toEqual([]);
});

test('both trees load within the ceilings, in a process of its own', { timeout: TIMEOUT }, async () => {
  for (const folder of [GOOGLE, XDS]) {
    const figures = await loadInChild(folder);
    report(folder.slice(folder.indexOf('node_modules')), figures);
    // CPU rather than wall time: others may work on the same cores.
    expect(figures.cpuMs).toBeLessThanOrEqual(15_000);
    expect(figures.rssMb).toBeLessThanOrEqual(1_000);
  }
});

function judge({ files, set }: Judged): { readonly schema: Schema; readonly figures: Comparison } {
  const schema = compile({ files, roots: [] });
  return { schema, figures: compareFiles(schema, filesOf(set)) };
}

const unexplained = ({ differences }: Comparison): readonly Difference[] =>
  differences.filter((difference) => !CAUSES.some(({ is }) => is(difference))).slice(0, 10);

/** Methods of the oracle that are not in the schema with the same kind and types. */
function missingMethods(schema: Schema, oracle: readonly Uint8Array[]): string[] {
  const outlines = oracle.map((bytes) => outlineFile(bytes));
  expect(outlines.reduce((sum, { services }) => sum + services.length, 0)).toBeGreaterThan(20);
  return outlines.flatMap(({ services }) =>
    services.flatMap((service) => {
      if (!schema.services.some(({ name }) => name === service.name)) return [service.name];
      return service.methods.flatMap(({ path, kind, input, output }) => {
        const info = schema.method(path)?.info;
        return info?.kind === kind && info.input === input && info.output === output ? [] : [path];
      });
    }),
  );
}

/** Files that the library's strict reader refuses, or that import what is not there. */
function unusable(schema: Schema): string[] {
  return [...schema.files.values()]
    .filter((file) => !schema.descFile(file.name) || file.dependencies.some((name) => !schema.files.has(name)))
    .map(({ name }) => name);
}

function report(what: string, figures: object, differences: readonly Difference[] = []): void {
  const causes = CAUSES.map(({ why, is }) => ({ why, count: differences.filter(is).length }));
  process.stdout.write(`${what}: ${JSON.stringify({ ...figures, differences: undefined, causes })}\n`);
}
