import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));

/** Builds the page into dist/web, where the server finds it. `npm run dev` proxies to a running understudy. */
export default defineConfig({
  root: here,
  publicDir: `${here}public`,
  // The server puts a fresh nonce in place of this word in every answer.
  html: { cspNonce: '__CSP_NONCE__' },
  plugins: [
    svelte({
      configFile: false,
      compilerOptions: { runes: true },
      onwarn: (warning) => {
        throw new Error(`${warning.filename}: ${warning.message}`);
      },
    }),
  ],
  build: { outDir: `${here}../dist/web`, emptyOutDir: true, target: 'es2022', sourcemap: false, assetsInlineLimit: 0 },
  server: {
    host: '127.0.0.1',
    proxy: { '/api': 'http://127.0.0.1:50051', '/socket.io': { target: 'http://127.0.0.1:50051', ws: true } },
  },
});
