import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));

/** Where reading takes long, how far it is; on a busy machine any reading may. */
const PROGRESS = /^Loading protos: \d+ of \d+ files\n/gm;

/** How a command ended; `stderr` without what was told of its progress. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command to its end. `npm test` builds it first. */
export async function understudy(args: readonly string[], options: { cwd?: string } = {}): Promise<Finished> {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: options.cwd ?? ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr: stderr.replaceAll(PROGRESS, '') };
}

/** A served workspace in a process of its own; ends with the scope. */
export interface Served extends AsyncDisposable {
  /** `localhost:53124` */
  readonly address: string;
  readonly port: number;
  readonly pid: number;
  /** The line that said it is ready. */
  readonly ready: string;
  /** Waits until stderr has said something, and answers that; what was said before it is done with. */
  said(pattern: RegExp): Promise<string>;
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `understudy` on a free port and waits until it says that it is ready. */
export async function serve(args: readonly string[] = [], options: { cwd?: string } = {}): Promise<Served> {
  const child = spawn(process.execPath, [MAIN, ...args, ...(args.includes('--port') ? [] : ['--port', '0'])], {
    cwd: options.cwd ?? ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  let unread = '';
  let wake = (): void => undefined;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-10_000);
    unread = (unread + text).slice(-100_000);
    wake();
  });
  const exit = once(child, 'exit');
  const ready = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void exit.then(() => reject(new Error(`understudy ended with ${child.exitCode} before it was ready:\n${stderr}`)));
  });
  exit.catch(() => undefined);
  const address = /ready on (\S+?):(\d+)/.exec(ready);
  if (!address) throw new Error(`There is no address in: ${ready}`);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await exit;
    }
    return child.exitCode;
  };
  return {
    address: `${address[1]}:${address[2]}`,
    port: Number(address[2]),
    pid: child.pid!,
    ready,
    async said(pattern) {
      for (;;) {
        const found = pattern.exec(unread);
        if (found) {
          unread = unread.slice(found.index + found[0].length);
          return found[0];
        }
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}
