import { expect, test } from 'vitest';
import { compile } from '../../../server/schema/compile.ts';
import type { Schema } from '../../../server/schema/registry.ts';
import { outlineFile } from '../../../server/schema/outline.ts';
import { WireCursor } from '../../../server/schema/wire-cursor.ts';
import { buildGoogle, buildXds, GOOGLE, loadInChild, protoFiles, XDS } from '../../support/corpora.ts';
import { compareFiles } from '../../support/compare-files.ts';

/** Real trees, a real compiler beside ours, and both cores busy: minutes rather than seconds when others work too. */
const TIMEOUT = 600_000;

test(
  'google-proto-files: every file, service and method that buf finds, and descriptors like its own',
  { timeout: TIMEOUT },
  async () => {
    const oracle = filesOf(await buildGoogle());
    const schema = compile({ files: protoFiles(GOOGLE), roots: [] });
    expect(missingMethods(schema, oracle)).toEqual([]);
    expect(unusable(schema)).toEqual([]);
    const figures = compareFiles(schema, oracle);
    report('google-proto-files', { oracle: oracle.length, ...figures });
    expect(figures.absent).toEqual([]);
    expect(figures.identical / oracle.length).toBeGreaterThan(0.99);
  },
);

test('grpc-js-xds: every service and method that buf finds in its four roots', { timeout: TIMEOUT }, async () => {
  const { set, skipped } = await buildXds();
  const oracle = filesOf(set);
  const schema = compile({ files: protoFiles(XDS), roots: [] });
  expect(missingMethods(schema, oracle)).toEqual([]);
  expect(unusable(schema)).toEqual([]);
  const figures = compareFiles(schema, oracle);
  report('grpc-js-xds', { oracle: oracle.length, leftOutForMissingImports: skipped.length, ...figures });
  expect(figures.absent).toEqual([]);
  expect(figures.identical / oracle.length).toBeGreaterThan(0.9);
});

test('both trees load within the ceilings, in a process of its own', { timeout: TIMEOUT }, async () => {
  for (const folder of [GOOGLE, XDS]) {
    const figures = await loadInChild(folder);
    report(folder.slice(folder.indexOf('node_modules')), figures);
    expect(figures.cpuMs).toBeLessThanOrEqual(15_000);
    expect(figures.rssMb).toBeLessThanOrEqual(1_200);
  }
});

function filesOf(set: Uint8Array): Uint8Array[] {
  const files: Uint8Array[] = [];
  const cursor = new WireCursor(set);
  while (cursor.next()) if (cursor.field === 1) files.push(set.subarray(cursor.start, cursor.stop));
  return files;
}

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

function report(what: string, figures: object): void {
  process.stdout.write(`${what}: ${JSON.stringify(figures)}\n`);
}
