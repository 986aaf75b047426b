import { wordsOf } from './infer-field.ts';
import { isUnique } from './infer-id.ts';
import { made, type Reading } from './infer-plan.ts';
import { requestPlan } from './infer-request.ts';
import { requestLeaves } from './infer-resources.ts';
import type { MethodPlan, Resource } from './resource.ts';

/**
 * `GetUserByEmail { email }`: one thing by another field that belongs to it alone. Things that merely have a value in
 * common with others (`GetWeatherByCity`) are not looked up.
 */
export function lookup(reading: Reading, resource: Resource): MethodPlan | undefined {
  const { method, name } = reading;
  if (name.by === '') return undefined;
  const asked = requestPlan(method, method.input, 'list', resource);
  const equals = asked.equals ?? [];
  if (equals.length === 0 || asked.parent || asked.filter || asked.query || asked.pageSize) return undefined;
  const said = new Set([...equals, ...(asked.scope ?? [])].map(({ from }) => from.at(-1)));
  const all = requestLeaves(method.input).every(({ path }) => said.has(path.at(-1)) || asked.readMask?.[0] === path[0]);
  const own = equals.some(({ to }) => {
    const words = wordsOf(to.at(-1)!);
    return isUnique(to, resource.desc) && (name.by.includes(words) || words.endsWith(name.by));
  });
  return all && own ? made(reading, 'get', resource, asked) : undefined;
}
