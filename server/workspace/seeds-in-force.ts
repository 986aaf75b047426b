import type { Problem } from '../contract/problem.ts';
import { readNow } from '../files/world-file.ts';
import type { BoundSeed } from '../world/apply-seeds.ts';
import type { ResourceIndex } from '../world/resource-index.ts';
import { bindSeed, readSeedText, type SeedFile, type SeedText } from '../world/seed-file.ts';

const NOTHING: SeedFile = { entities: [], only: new Set(), problems: [] };

/**
 * Files of entities as they are in force. While a file has errors its last version without any stands, as it does for
 * protos; where there never was one, what is right in it counts.
 */
export class SeedsInForce {
  readonly #texts = new Map<string, { text: SeedText | undefined; good: SeedText | undefined }>();

  /** Reads the files as they are on disk now, and holds them against the resources of the day. */
  bind(files: readonly string[], index: ResourceIndex): readonly BoundSeed[] {
    for (const file of [...this.#texts.keys()]) if (!files.includes(file)) this.#texts.delete(file);
    return files.map((file) => ({ file, seed: this.#bindOne(file, index) }));
  }

  #bindOne(file: string, index: ResourceIndex): SeedFile {
    let known = this.#texts.get(file);
    if (!known) this.#texts.set(file, (known = { text: undefined, good: undefined }));
    const read = readNow(file);
    if ('why' in read) {
      const problems = [unreadable(file, read.why)];
      return known.good ? held(known.good, index, problems) : { ...NOTHING, problems };
    }
    if (known.text?.text !== read.text) known.text = readSeedText(read.text, file);
    const seed = bindSeed(known.text, index);
    if (!hasErrors(seed.problems)) known.good = known.text;
    // The same text under another schema: there is no better version of it.
    if (known.good === known.text) return seed;
    return known.good ? held(known.good, index, seed.problems) : seed;
  }
}

/** The last good version, with the problems of what is on disk. */
const held = (good: SeedText, index: ResourceIndex, problems: readonly Problem[]): SeedFile => ({
  ...bindSeed(good, index),
  problems: [...problems, heldProblem(good.file, 'world-held')],
});

/** Says that something else is in force than what is on disk. */
export const heldProblem = (file: string, code: 'world-held' | 'hints-held'): Problem => ({
  severity: 'warning',
  code,
  file,
  message: `The last version of ${file} without errors is in force.`,
});

export const unreadable = (file: string, why: string): Problem => ({
  severity: 'error',
  code: 'unreadable',
  file,
  message: `${file} cannot be read: ${why}.`,
  hint: 'Check its permissions and its size.',
});

const hasErrors = (problems: readonly Problem[]): boolean => problems.some(({ severity }) => severity === 'error');
