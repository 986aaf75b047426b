import { existsSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join, resolve } from 'node:path';

const modules = resolve(import.meta.dirname, '../../node_modules');
const built = platform() === 'linux' && arch() === 'arm64' ? 'linux-aarch64' : `${platform()}-${arch()}`;
const binary = join(modules, `@bufbuild/buf-${built}/bin/buf`);

/**
 * buf's own binary, where its package has one for this machine. What `npx buf` starts is a Node process that starts it:
 * three times the work of a short command.
 */
export const BUF: string = existsSync(binary) ? binary : join(modules, '.bin/buf');
