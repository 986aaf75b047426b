import type { CompiledStub } from './stub.ts';

/** Who answered, or broke, a call: the stub, by its place in its file. */
export const byStub = ({ spec: { place } }: CompiledStub) =>
  ({ by: 'stub', file: place.file, line: place.line }) as const;
