import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { DATA_POLICY, pagePolicy } from './security-headers.ts';

/** A file of the built page. */
export interface Asset {
  readonly bytes: Uint8Array;
  /** `text/css; charset=utf-8` */
  readonly type: string;
  /** True where the name carries a hash of the content. */
  readonly immutable: boolean;
}

/** Reads a file of the built page by its path there, without a leading slash: `assets/index-3f2a.js`. */
export type ReadAsset = (path: string) => Promise<Asset | undefined>;

/** Stands in the built index.html where the nonce of each answer goes. */
export const NONCE_PLACEHOLDER = '__CSP_NONCE__';

const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Understudy: the page is not built</title></head>
<body><h1>The playground is not built yet</h1>
<p>The mock server itself is running. To build the page, run <code>npm run build:web</code> in Understudy's folder
and reload.</p></body></html>
`;
const NOT_FOUND = 'There is nothing here. The playground is at /.\n';

/** Serves the built page: hashed files for ever, index.html fresh with its own nonce, and for any path of the page. */
export function createPage(readAsset: ReadAsset, newNonce: () => string): RequestHandler {
  const tags = new WeakMap<Uint8Array, string>();
  const tagOf = (bytes: Uint8Array): string => {
    const known = tags.get(bytes);
    if (known !== undefined) return known;
    const made = `"${createHash('sha256').update(bytes).digest('base64url')}"`;
    tags.set(bytes, made);
    return made;
  };

  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      plain(request, response, 405, `${request.method} does not fit here.\n`);
      return;
    }
    const path = decoded(request.path);
    const asset = path === undefined || path === 'index.html' ? undefined : await readAsset(path);
    if (asset !== undefined) {
      file(request, response, asset, tagOf(asset.bytes));
      return;
    }
    // A path with an extension names a file that is not there; any other is a place within the page.
    if (path === undefined || (path !== 'index.html' && /\.[^/]*$/.test(path))) {
      plain(request, response, 404, NOT_FOUND);
      return;
    }
    index(request, response, await readAsset('index.html'), newNonce());
  };
}

/** The path without its leading slash; undefined where it could mean anything but one file below the page's folder. */
function decoded(path: string): string | undefined {
  let text: string;
  try {
    text = decodeURIComponent(path).slice(1);
  } catch {
    return undefined;
  }
  const odd = text.includes('\0') || text.includes('\\') || text.startsWith('/');
  return odd || text.split('/').some((part) => part === '..' || part === '.') ? undefined : text;
}

function file(request: Request, response: Response, asset: Asset, tag: string): void {
  response.setHeader('Content-Security-Policy', DATA_POLICY);
  response.setHeader('Cache-Control', asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('ETag', tag);
  if (request.headers['if-none-match']?.split(/\s*,\s*/).includes(tag)) {
    response.status(304).end();
    return;
  }
  response.setHeader('Content-Type', asset.type);
  response.setHeader('Content-Length', asset.bytes.byteLength);
  response.end(request.method === 'HEAD' ? undefined : asset.bytes);
}

function index(request: Request, response: Response, asset: Asset | undefined, nonce: string): void {
  const html = asset === undefined ? NOT_BUILT : withNonce(Buffer.from(asset.bytes).toString('utf8'), nonce);
  response.status(asset === undefined ? 503 : 200);
  response.setHeader('Content-Security-Policy', pagePolicy(nonce, request.headers.host ?? 'localhost'));
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(request.method === 'HEAD' ? undefined : html);
}

/** Fills the placeholders, and adds the `<meta>` that CodeMirror's `cspNonce` is read from where the build left it out. */
export function withNonce(html: string, nonce: string): string {
  const meta = /<meta[^>]*property="?csp-nonce/i.test(html)
    ? html
    : html.replace(/<head[^>]*>/i, (head) => `${head}<meta property="csp-nonce" nonce="${NONCE_PLACEHOLDER}">`);
  return meta.replaceAll(NONCE_PLACEHOLDER, () => nonce);
}

function plain(request: Request, response: Response, status: number, text: string): void {
  response.status(status);
  response.setHeader('Content-Security-Policy', DATA_POLICY);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(request.method === 'HEAD' ? undefined : text);
}
