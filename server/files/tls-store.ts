import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where data of this user are kept, that are neither of a project nor a cache; undefined where nobody can say. */
export function dataFolder(platform: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const base =
    env['XDG_DATA_HOME'] ||
    (platform === 'win32'
      ? env['LOCALAPPDATA']
      : platform === 'darwin'
        ? join(homedir(), 'Library/Application Support')
        : join(homedir(), '.local/share'));
  return base ? join(base, 'understudy') : undefined;
}

/** A text that was kept, or undefined. */
export function readKept(folder: string, name: string): string | undefined {
  try {
    return readFileSync(join(folder, name), 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Keeps a text that only this user may read. Where two starts make it at the same time the first one's stays, and both
 * are told which it is. Answers what is kept now, or why it could not be.
 */
export function keepSecret(
  folder: string,
  name: string,
  text: string,
): { readonly kept: string } | { readonly why: string } {
  const path = join(folder, name);
  const beside = join(folder, `.${name}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
    writeFileSync(beside, text, { mode: 0o600, flag: 'wx', flush: true });
    try {
      linkSync(beside, path);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      return { kept: readFileSync(path, 'utf8') };
    } finally {
      rmSync(beside, { force: true });
    }
    return { kept: text };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

/** What was kept is of no more use. */
export function forgetKept(folder: string, name: string): void {
  rmSync(join(folder, name), { force: true });
}

/** Writes a text that everybody may read; best effort, for what is in it is known anyway. */
export function writeShown(folder: string, name: string, text: string): string | undefined {
  const path = join(folder, name);
  try {
    if (readKept(folder, name) !== text) writeFileSync(path, text, { mode: 0o644 });
    return path;
  } catch {
    return undefined;
  }
}
