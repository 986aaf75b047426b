import { Compilation } from './compilation.ts';
import type { CompileInput } from './compile-input.ts';
import type { Schema } from './registry.ts';
import { UnitMemory } from './unit-memory.ts';

/**
 * Compiles proto files to a schema. Never throws for bad input: what is wrong is in `problems`, and costs only what
 * depends on it. A file with a syntax error is left out; a field, method or extension whose type is unknown is left
 * out of its file; an import that is missing and was needed for options alone is a warning.
 */
export function compile(input: CompileInput): Schema {
  return createCompiler().compile(input);
}

/** Compiles one tree again and again, and makes only those files anew that an edit concerns. */
export interface Compiler {
  compile(input: CompileInput): Schema;
  /** The same in steps of about one file, so that a server can answer calls in between. One at a time. */
  steps(input: CompileInput): Generator<void, Schema>;
}

export function createCompiler(): Compiler {
  const memory = new UnitMemory();
  const steps = (input: CompileInput): Generator<void, Schema> => new Compilation(input, memory).run();
  return {
    steps,
    compile(input) {
      const run = steps(input);
      for (;;) {
        const step = run.next();
        if (step.done) return step.value;
      }
    },
  };
}
