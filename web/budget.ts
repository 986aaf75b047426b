import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Most bytes of JavaScript, gzipped, that the page may have. */
export interface Budget {
  /** What the browser loads before the page shows: the entry, and what it imports. */
  readonly first: number;
  /** Everything that any part of the page may load. */
  readonly all: number;
}

/** A chunk of a build, as far as a budget knows it. */
export interface Weighed {
  readonly fileName: string;
  readonly code: string;
  readonly isEntry: boolean;
  /** File names of chunks that are loaded with it. */
  readonly imports: readonly string[];
}

/** Bytes of each kind, gzipped one by one as they are sent. */
export function weigh(chunks: readonly Weighed[]): Budget {
  const sizes = new Map(chunks.map(({ fileName, code }) => [fileName, gzipSync(code).length]));
  const imports = new Map(chunks.map((chunk) => [chunk.fileName, chunk.imports]));
  const first = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
  for (const name of first) for (const next of imports.get(name) ?? []) first.add(next);
  const sum = (names: Iterable<string>): number =>
    [...names].reduce((bytes, name) => bytes + (sizes.get(name) ?? 0), 0);
  return { first: sum(first), all: sum(sizes.keys()) };
}

/** One sentence for each limit that is passed. */
export function overweight(found: Budget, most: Budget): readonly string[] {
  const told = (what: string, bytes: number, limit: number): string[] =>
    bytes > limit
      ? [`${what} is ${bytes} bytes of JavaScript, gzipped; the budget of web/vite.config.ts is ${limit}.`]
      : [];
  return [...told('The first load', found.first, most.first), ...told('The whole page', found.all, most.all)];
}

/** Fails a build that has grown beyond the budget, and says how much of it is used otherwise. */
export function budget(most: Budget): Plugin {
  return {
    name: 'budget',
    apply: 'build',
    generateBundle(_options, bundle) {
      const found = weigh(Object.values(bundle).filter((file) => file.type === 'chunk'));
      const problems = overweight(found, most);
      if (problems.length > 0) this.error(problems.join(' '));
      this.info(
        `JavaScript, gzipped: ${found.first} of ${most.first} bytes first, ${found.all} of ${most.all} in all.`,
      );
    },
  };
}
