import { parseConfig, type Config } from '../../../server/config/config.ts';

/** What a command line says; throws where it says nothing that can be done. */
export function config(argv: readonly string[], env: Record<string, string> = {}): Config {
  const result = parseConfig(argv, env);
  if (result.kind !== 'config') throw new Error(JSON.stringify(result));
  return result.config;
}

/** What is wrong with a command line. */
export function errors(argv: readonly string[], env: Record<string, string> = {}): readonly string[] {
  const result = parseConfig(argv, env);
  return result.kind === 'errors' ? result.errors : [];
}
