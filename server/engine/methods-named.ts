import type { MethodPath, ServiceInfo } from '../contract/schema.ts';
import { nearestWord } from '../schema/nearest.ts';
import type { Schema } from '../schema/registry.ts';

/**
 * The methods that a person may mean: `/shop.v1.Catalog/GetProduct`, `shop.v1.Catalog.GetProduct`, `Catalog/GetProduct`
 * or `GetProduct`. Case counts only where two differ by nothing else. One where it is clear.
 */
export function methodsNamed(schema: Schema, text: string): readonly MethodPath[] {
  const wanted = dotted(text.trim());
  const all = schema.services.flatMap(({ methods }) => methods.map(({ path }) => path));
  const matches = (fold: (text: string) => string): readonly MethodPath[] => {
    const name = fold(wanted);
    const whole = all.filter((path) => fold(dotted(path)) === name);
    return whole.length > 0 ? whole : all.filter((path) => fold(dotted(path)).endsWith(`.${name}`));
  };
  const exact = wanted === '' ? [] : matches((one) => one);
  return exact.length > 0 || wanted === '' ? exact : matches((one) => one.toLowerCase());
}

/** The service that a person names in place of a method: `shop.v1.Catalog` or `Catalog`; undefined where it is none, or not clear. */
export function serviceNamed({ services }: Schema, text: string): ServiceInfo | undefined {
  const wanted = dotted(text.trim()).toLowerCase();
  const whole = services.find(({ name }) => name.toLowerCase() === wanted);
  if (whole) return whole;
  const [one, ...others] = services.filter(({ name }) => name.toLowerCase().endsWith(`.${wanted}`));
  return others.length === 0 ? one : undefined;
}

/** The method or service that a person may mean by a name that is none: `shop.v1.Catalog/GetProduct`. */
export function nearestName(schema: Schema, text: string): string | undefined {
  const name = text.trim().replace(/^\/+/, '');
  const path = schema.nearest(`/${name}`)[0];
  if (path !== undefined) return path.slice(1);
  const meant = new Map<string, string>();
  const add = (word: string, of: string): void => void (meant.has(word) || meant.set(word, of));
  for (const { name: service, methods } of schema.services) {
    const short = service.slice(service.lastIndexOf('.') + 1);
    for (const method of methods)
      for (const before of ['', `${short}.`, `${service}.`]) add(`${before}${method.name}`, method.path.slice(1));
    add(short, service);
    add(service, service);
  }
  const word = name.length > MAX_NAME ? undefined : nearestWord(dotted(name), meant.keys());
  return word === undefined ? undefined : meant.get(word);
}

/** Longer ones are nobody's slip. */
const MAX_NAME = 300;

const dotted = (path: string): string => path.replace(/^\/+/, '').replaceAll('/', '.');
