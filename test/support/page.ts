import type { Browser, Page } from 'playwright-core';

/** A page of the playground that keeps what went wrong in it. */
export interface WatchedPage extends AsyncDisposable {
  readonly page: Page;
  /** CSP violations, uncaught errors, console errors and warnings of Svelte, in order. */
  readonly complaints: readonly string[];
}

/** Opens a page in a context of its own; `theme` is the system's colour scheme. */
export async function openPage(
  browser: Browser,
  url: string,
  options: { theme?: 'light' | 'dark'; width?: number; height?: number } = {},
): Promise<WatchedPage> {
  const { theme = 'light', width = 1440, height = 900 } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
  const page = await context.newPage();
  const complaints: string[] = [];
  await page.exposeBinding('understudyComplain', (_, text: string) => void complaints.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const complain: unknown = Reflect.get(globalThis, 'understudyComplain');
      if (typeof complain === 'function')
        Reflect.apply(complain, undefined, [`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sample}`]);
    });
  });
  page.on('pageerror', (error) => complaints.push(`uncaught ${error.message}`));
  page.on('console', (message) => {
    const svelte = message.type() === 'warning' && /svelte\.dev\/e\//.test(message.text());
    if (message.type() === 'error' || svelte) complaints.push(`console ${message.text()}`);
  });
  await page.goto(url);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}
