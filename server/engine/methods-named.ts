import type { MethodPath } from '../contract/schema.ts';
import type { Schema } from '../schema/registry.ts';

/**
 * The methods that a person may mean: `/shop.v1.Catalog/GetProduct`, `shop.v1.Catalog.GetProduct`, `Catalog/GetProduct`
 * or `GetProduct`. Case counts only where two differ by nothing else. One where it is clear.
 */
export function methodsNamed(schema: Schema, text: string): readonly MethodPath[] {
  const wanted = text.trim().replace(/^\/+/, '').replaceAll('/', '.');
  const all = schema.services.flatMap(({ methods }) => methods.map(({ path }) => path));
  const dotted = (path: string): string => path.slice(1).replaceAll('/', '.');
  const matches = (fold: (text: string) => string): readonly MethodPath[] => {
    const name = fold(wanted);
    const whole = all.filter((path) => fold(dotted(path)) === name);
    return whole.length > 0 ? whole : all.filter((path) => fold(dotted(path)).endsWith(`.${name}`));
  };
  const exact = wanted === '' ? [] : matches((one) => one);
  return exact.length > 0 || wanted === '' ? exact : matches((one) => one.toLowerCase());
}
