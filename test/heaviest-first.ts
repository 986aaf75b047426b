import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files of ten seconds and more, the longest first. A clean clone has no times of earlier runs to go by: without this
 * one of them would be taken up last, and a core would stand idle beside it.
 */
const HEAVY: readonly string[] = [
  'journeys/readme',
  'adapters/world/google-proto-files',
  'adapters/schema/corpora',
  'adapters/reload/under-load',
  'adapters/web-rpc/buf-curl',
  'adapters/schema/reflection',
  'adapters/handlers/streams',
  'adapters/schema/mutations',
  'journeys/handlers',
  'adapters/handlers/files',
  'journeys/server-kills',
  'journeys/determinism',
  'journeys/world-files',
  'adapters/stubs/kinds',
  'adapters/stubs/sessions',
  'adapters/traffic/hundred-thousand',
  'adapters/files/stub-kills',
];

const place = ({ moduleId }: TestSpecification): number => {
  const found = HEAVY.findIndex((name) => moduleId.endsWith(`test/${name}.test.ts`));
  return found === -1 ? HEAVY.length : found;
};

/** Vitest's own order, after the heavy files. */
export class HeaviestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((left, right) => place(left) - place(right));
  }
}
