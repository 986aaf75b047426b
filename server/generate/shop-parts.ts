import type { DescFile } from '@bufbuild/protobuf';
import { resourceOf } from './annotations.ts';
import { kindsOf } from './assortment.ts';
import { lastVariable, patternParts, type PatternPart } from './pattern-parts.ts';
import { withImports } from './resource-patterns.ts';
import { subjectOf } from './subjects.ts';
import { splitWords } from './words.ts';

const ofShops = new Map<string, readonly PatternPart[]>();
const inFiles = new WeakMap<DescFile, Map<string, readonly PatternPart[]>>();

/** The same, where a file and what it imports may say what is sold: ids of products are then those of such. */
export function partsIn(file: DescFile, pattern: string): readonly PatternPart[] {
  const shops = shopsOf(file);
  if (shops.size === 0) return patternParts(pattern);
  let inFile = inFiles.get(file);
  if (!inFile) inFiles.set(file, (inFile = new Map<string, readonly PatternPart[]>()));
  let parts = inFile.get(pattern);
  if (!parts) {
    if (inFile.size > 1_000) inFile.clear();
    inFile.set(pattern, (parts = partsOfShops(pattern, shops)));
  }
  return parts;
}

/** The same object for whoever asks: members are remembered by their part. */
function partsOfShops(pattern: string, shops: ReadonlyMap<string, string>): readonly PatternPart[] {
  const shop = [...shops].find(([whole]) => pattern === whole || pattern.startsWith(`${whole}/`));
  if (!shop) return patternParts(pattern);
  const [whole, kinds] = shop;
  const key = `${whole} ${kinds} ${pattern}`;
  let parts = ofShops.get(key);
  if (!parts) {
    if (ofShops.size > 5_000) ofShops.clear();
    const at = lastVariable(patternParts(whole));
    parts = patternParts(pattern).map((part, index) =>
      part.kind === 'variable' && index === at ? { ...part, kinds } : part,
    );
    ofShops.set(key, parts);
  }
  return parts;
}

const shopsIn = new WeakMap<DescFile, ReadonlyMap<string, string>>();

/** Patterns of products, with what their shops sell. */
function shopsOf(root: DescFile): ReadonlyMap<string, string> {
  let shops = shopsIn.get(root);
  if (!shops) {
    const found = new Map<string, string>();
    for (const file of withImports(root))
      for (const desc of file.messages) {
        const pattern = resourceOf(desc)?.patterns[0];
        const last = pattern === undefined ? undefined : patternParts(pattern).at(-1);
        const kinds = last?.kind === 'variable' && ofProducts(last.name) ? kindsOf(desc) : undefined;
        if (pattern !== undefined && kinds !== undefined) found.set(pattern, kinds);
      }
    shopsIn.set(root, (shops = found));
  }
  return shops;
}

const ofProducts = (variable: string): boolean => subjectOf(splitWords(variable)) === 'product';
