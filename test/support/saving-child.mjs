// Saves one of two texts and then the other as a file of stubs, as the page does, until it is killed. Arguments: the
// folder that is served, the file, and the files of the texts.
import { readFileSync } from 'node:fs';
import { createJiti } from 'jiti';

const { readStubFile, saveStubFile } = await createJiti(import.meta.url).import('../../server/files/stub-file.ts');
const [folder, file, ...others] = process.argv.slice(2);
const texts = others.map((path) => readFileSync(path, 'utf8'));
for (;;) {
  const { text, hash } = readStubFile(file);
  const saved = saveStubFile([folder], file, text === texts[0] ? texts[1] : texts[0], hash);
  process.stdout.write('refused' in saved ? `! ${saved.refused.message}\n` : '.\n');
}
