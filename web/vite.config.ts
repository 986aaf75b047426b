import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type UserConfig } from 'vite';
import { budget } from './budget.ts';
import { websocketOnly } from './websocket-only.ts';

/** What every part of the page needs, in one file: small ones are gzipped one by one, and so take more. */
const PAGE =
  /node_modules\/(?:svelte|@lucide|clsx|esm-env)\/|web\/src\/(?:ui|api)\/|web\/src\/lib\/(?:format|tone|place|json-shape|answered|protocol)\./;
/** What every editor needs. It is loaded with the first of them. */
const CODE =
  /node_modules\/(?:@codemirror|@lezer|@marijn|style-mod|crelt|w3c-keyname)\/|web\/src\/lib\/(?:code-(?:look|theme|writing)|doc-panel)\./;
const here = fileURLToPath(new URL('.', import.meta.url));

const PAGE_CONFIG: UserConfig = {
  root: here,
  publicDir: `${here}public`,
  // The server puts a fresh nonce in place of this word in every answer.
  html: { cspNonce: '__CSP_NONCE__' },
  plugins: [
    websocketOnly(),
    // The limits are 150 kB and 300 kB; README.md says what the second still needs. Lower it with what is saved.
    budget({ first: 120_000, all: 345_000 }),
    svelte({
      configFile: false,
      compilerOptions: { runes: true },
      onwarn: (warning) => {
        throw new Error(`${warning.filename}: ${warning.message}`);
      },
    }),
  ],
  build: {
    outDir: `${here}../dist/web`,
    emptyOutDir: true,
    target: 'es2022',
    sourcemap: false,
    assetsInlineLimit: 0,
    // A style that did not come cannot be asked for again, as code can: the page would go on without it.
    cssCodeSplit: false,
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_file, deps, { hostType }) => (hostType === 'html' ? deps : []),
    },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'page', test: PAGE, minShareCount: 2 },
            { name: 'code', test: CODE },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': 'http://127.0.0.1:50051', '/socket.io': { target: 'http://127.0.0.1:50051', ws: true } },
  },
};

/** Builds the page into dist/web, where the server finds it. `npm run dev` proxies to a running understudy. */
export default defineConfig(({ command }) => {
  // Vite keeps a NODE_ENV that somebody has set, and would build a page that is made for debugging.
  if (command === 'build') process.env.NODE_ENV = 'production';
  return PAGE_CONFIG;
});
