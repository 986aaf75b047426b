// `npm run gallery`: ten generated messages as two pictures for server/generate/README.md. The messages are those of the
// default seed; test/core/generate/believable.test.ts asserts over many seeds what the pictures point at.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import { decodeJson } from '../../dist/server/codec/decode-json.js';
import { exampleRequest } from '../../dist/server/engine/example.js';
import { encodeJson } from '../../dist/server/codec/encode-json.js';
import { createEngine } from '../../dist/server/engine/engine.js';
import { compile } from '../../dist/server/schema/compile.js';
import { World } from '../../dist/server/world/world.js';

const root = resolve(import.meta.dirname, '../..');
const protos = join(root, 'test/fixtures/gallery');
const out = join(root, 'server/generate/gallery');
const SEED = 'understudy';

const questions = JSON.parse(readFileSync(join(import.meta.dirname, 'questions.json'), 'utf8'));
const files = readdirSync(protos).map((path) => ({ path, text: readFileSync(join(protos, path), 'utf8') }));
const schema = compile({ files, roots: [''] });

/** What a client gets for the example request of a method. */
function answer(domain) {
  const { path } = schema.services.find(({ name }) => name.startsWith(`gallery.${domain}.`)).methods[0];
  const method = schema.method(path);
  const engine = createEngine({
    seed: SEED,
    random: null,
    strict: false,
    now: () => 0,
    world: new World({ now: () => 0, strict: false }),
  });
  const request = encodeJson(method.desc.input, exampleRequest(method, SEED), method.types);
  const call = engine.open(method, []);
  const steps = [...call.receive(request.bytes).steps, ...call.halfClose().steps];
  const { bytes } = steps.find((step) => step.do === 'message');
  return {
    path,
    type: method.desc.output.name,
    value: JSON.parse(decodeJson(method.desc.output, bytes, method.types).json),
  };
}

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const kind = (value) =>
  typeof value === 'string'
    ? /^[A-Z]+(_[A-Z\d]+)+$/.test(value)
      ? 'atom'
      : 'string'
    : typeof value === 'number'
      ? 'number'
      : 'atom';
const plain = (value) => typeof value !== 'object' || value === null;
const scalar = (value) => `<i class="${kind(value)}">${escape(typeof value === 'string' ? value : String(value))}</i>`;

/** Fields as rows; short lists and money in one line. */
function rows(value, lit, depth = 0, within = false) {
  return Object.entries(value)
    .map(([name, item]) => {
      const bright = lit.includes(name) || within;
      const pad = `style="padding-left:${depth * 14}px"`;
      if (plain(item)) return `<p class="${bright ? 'lit' : ''}" ${pad}><b>${name}</b>${scalar(item)}</p>`;
      if (Array.isArray(item) && item.every(plain))
        return `<p class="${bright ? 'lit' : ''}" ${pad}><b>${name}</b><span>${item.map(scalar).join(', ')}</span></p>`;
      if ('currencyCode' in item)
        return `<p class="${bright ? 'lit' : ''}" ${pad}><b>${name}</b>${scalar(`${item.currencyCode} ${(Number(item.units ?? 0) + (item.nanos ?? 0) / 1e9).toFixed(2)}`)}</p>`;
      if (Array.isArray(item))
        return item.map((one, index) => `<p ${pad}><b>${name}[${index}]</b></p>${rows(one, lit, depth + 1)}`).join('');
      return `<p ${pad}><b>${name}</b></p>${rows(item, lit, depth + 1)}`;
    })
    .join('');
}

function card(domain) {
  const { path, type, value } = answer(domain);
  const [question, lit] = questions[domain];
  return `<section><h2>${type}</h2><code>${path}</code><blockquote>${question}</blockquote>${rows(value, lit)}</section>`;
}

const style = ['tokens.css', 'base.css']
  .map((name) => readFileSync(join(root, 'web/src/styles', name), 'utf8'))
  .join('\n');
const page = (columns) => `<!doctype html><meta charset="utf-8"><style>${style}
  :root { color-scheme: light; } html, body { height: auto; overflow: visible; background: var(--bg-frame); }
  body { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12px; padding: 16px; width: 1440px; align-items: start; }
  div { display: grid; gap: 12px; }
  section { background: var(--bg); border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; }
  h2 { font: 620 16px/20px var(--font-ui); margin: 0; } code { font: 11px/16px var(--font-mono); color: var(--text-3); }
  blockquote { margin: 6px 0 8px; font: 13px/18px var(--font-ui); color: var(--accent-text); }
  p { margin: 0; font: 12px/17px var(--font-mono); display: flex; gap: 8px; border-radius: 3px; } p.lit { background: var(--bg-link); }
  b { font-weight: 400; color: var(--syn-key); flex: none; } i { font-style: normal; overflow-wrap: anywhere; }
  .string { color: var(--syn-string); } .number { color: var(--syn-number); } .atom { color: var(--syn-atom); }
</style><body>${columns.map((domains) => `<div>${domains.map(card).join('')}</div>`).join('')}</body>`;

const PICTURES = {
  'messages-1': [['users', 'songs'], ['orders'], ['flights', 'addresses']],
  'messages-2': [['invoices'], ['tickets', 'payments'], ['sensors', 'repos']],
};

const browser = await chromium.launch({
  executablePath: process.env.UNDERSTUDY_CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
});
try {
  for (const [name, columns] of Object.entries(PICTURES)) {
    const tab = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
    await tab.setContent(page(columns));
    const picture = await tab.screenshot({ fullPage: true });
    writeFileSync(join(out, `${name}.png`), picture);
    // eslint-disable-next-line no-console -- a script that a person runs
    console.log(`${name}.png  ${Math.round(picture.length / 1024)} kB`);
    await tab.close();
  }
} finally {
  await browser.close();
}
