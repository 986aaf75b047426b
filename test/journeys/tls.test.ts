import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startUnderstudy } from '../../server/library/start-understudy.ts';
import { launchChromium } from '../support/chromium.ts';
import { ROOT } from '../support/run-command.ts';

let folder: string;
let browser: Browser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-tls-'));
  // Certificates that are made are kept here, and not among the user's.
  vi.stubEnv('XDG_DATA_HOME', folder);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('the playground over https: it calls, follows the traffic, and tells of a client in plain text', async () => {
  await using mock = await startUnderstudy({ protos: join(ROOT, 'protos'), tls: true, playground: true });
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(`https://${mock.address}/#/play/greeter.v1.Greeter/SayHello`);
  await page.getByRole('button', { name: 'Send' }).click();
  await expect.poll(async () => (await mock.calls('greeter.v1.Greeter/SayHello')).at(-1)?.status).toBe('OK');

  await page.goto(`https://${mock.address}/#/traffic`);
  const client = new Client(mock.address, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
  const same = (bytes: Buffer): Buffer => bytes;
  const message = await new Promise<string>((done) =>
    client.makeUnaryRequest('/greeter.v1.Greeter/SayHello', same, same, Buffer.alloc(0), (error) => {
      client.close();
      done(error?.details ?? '');
    }),
  );
  expect(message).toMatch(/speaks plain text, and this port speaks TLS/);
  // The browser's own first handshake may be among them.
  const band = page.getByText(/\d+ connections? failed/);
  await band.click();
  const row = page.locator('details.failed li').filter({ hasText: 'The client speaks plain text' });
  expect(await row.innerText()).toMatch(/127\.0\.0\.1:\d+|\[::1\]:\d+/);
  expect(complaints).toEqual([]);
  if (process.env['UNDERSTUDY_SHOT']) await page.screenshot({ path: process.env['UNDERSTUDY_SHOT'] });
  await context.close();
});
