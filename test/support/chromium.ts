import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** As root there is no sandbox; the rest keeps Chromium from calling home. */
const ARGS = [
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/**
 * Path of a Chromium to test with: `UNDERSTUDY_CHROMIUM`, `/usr/bin/chromium`, playwright's own, in that order. As root
 * on Debian it is installed by apt-get; elsewhere this throws one sentence with the command to run.
 */
export function chromiumPath(): string {
  const named = process.env['UNDERSTUDY_CHROMIUM'];
  if (named) {
    if (!existsSync(named)) throw new Error(`UNDERSTUDY_CHROMIUM names ${named}, which does not exist.`);
    return named;
  }
  const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', chromium.executablePath()];
  const found = known.find((path) => path !== '' && existsSync(path));
  if (found) return found;
  if (process.getuid?.() === 0 && isDebian()) {
    process.stderr.write('Installing chromium for the browser tests (apt-get install chromium)…\n');
    const options = {
      stdio: ['ignore', 'ignore', 'inherit'] as const,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    };
    execFileSync('apt-get', ['update', '-qq'], { ...options, stdio: ['ignore', 'ignore', 'inherit'] });
    execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], {
      ...options,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (existsSync('/usr/bin/chromium')) return '/usr/bin/chromium';
  }
  throw new Error(
    'The browser tests need Chromium. Run `npx playwright-core install chromium`, or set UNDERSTUDY_CHROMIUM to the path of one.',
  );
}

/** A headless Chromium that is closed with the scope: `await using browser = await launchChromium()`. */
export async function launchChromium(): Promise<Browser & AsyncDisposable> {
  return chromium.launch({ executablePath: chromiumPath(), args: ARGS });
}

function isDebian(): boolean {
  return (
    existsSync('/etc/os-release') && /^ID(_LIKE)?=.*(debian|ubuntu)/m.test(readFileSync('/etc/os-release', 'utf8'))
  );
}
