import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { referenceOf } from '../generate/annotations.ts';
import { amountOf } from '../generate/amounts.ts';
import { splitWords } from '../generate/words.ts';
import { isWellKnown, kindOf, sameType, wordsOf, type Leaf } from './infer-field.ts';
import { made, type Reading } from './infer-plan.ts';
import { nounsOf, sameNoun } from './infer-noun.ts';
import { idOf, namedBy, requestPlan } from './infer-request.ts';
import { requestLeaves } from './infer-resources.ts';
import type { MethodPlan, Resource, Shown } from './resource.ts';

const ID = /(^| )(id|uid|uuid|guid|key|name|number|code|sku|slug|iban)$/;
const UNIT = / (cents?|pence|minor( units?)?|e2|micros)$/;
/** What a view calls the value that it is named after: the `amount` of a `Balance`. */
const MAIN = /^(amount|value|total|current|quantity|level|count|left|now|balance|status|state)$/;

/**
 * `GetBalance { account_id }` whose answer tells of an account what the account itself tells: the fields of the answer are
 * those of the thing, also as another type of money, in one part of either, or without the word that the answer is
 * named after (`available` of a `Balance` for `available_balance`). Undefined where no thing is told of.
 */
export function view(reading: Reading): MethodPlan | undefined {
  const { method, domain } = reading;
  if (domain.has(method.output)) return undefined;
  let [best, most]: [MethodPlan | undefined, number] = [undefined, 0];
  for (const resource of domain.values()) {
    const leaf = namedBy(requestLeaves(method.input), resource);
    if (!leaf || !isMeant(reading, leaf, resource)) continue;
    const shown = shownOf(method.output, resource);
    const says = shown.filter(({ from }) => from[0] !== resource.id[0]);
    if (says.length <= most) continue;
    const request = requestPlan(method, method.input, 'get', resource);
    const plan = request.id && made(reading, 'get', resource, request, { fields: shown });
    if (plan) [best, most] = [plan, says.length];
  }
  return best;
}

/** Whether a value of the request says by its name, or the method by its own, that it is such a thing. */
function isMeant({ name }: Reading, leaf: Leaf, resource: Resource): boolean {
  if (referenceOf(leaf.path.at(-1)!)?.type === resource.key) return true;
  const own = nounsOf(resource.desc.name);
  const said = leaf.words.replace(ID, '').trim();
  if (said !== '' && said !== leaf.words) return own.some((noun) => sameNoun(noun, said));
  if (leaf.words === idOf(resource)?.words && / /.test(leaf.words)) return true;
  return own.some((noun) => leaf.words === noun || name.wholeNoun.startsWith(`${noun} `));
}

/** What an answer tells of a thing. */
function shownOf(output: DescMessage, resource: Resource): readonly Shown[] {
  const part = resource.desc.fields.find((field) => field.fieldKind === 'message' && field.message === output);
  if (part)
    return [...output.fields.map((field): Shown => ({ from: [part, field], to: [field] })), ...keys(output, resource)];
  const flat = pairs(output, resource, []);
  if (flat.some(({ from }) => from[0] !== resource.id[0])) return flat;
  // `GetBalanceResponse { Balance balance }`
  const [holder, more] = output.fields.filter((field) => field.fieldKind === 'message' && !isWellKnown(field.message));
  return holder?.message && !more && !holder.oneof ? [...flat, ...pairs(holder.message, resource, [holder])] : flat;
}

const keys = (output: DescMessage, resource: Resource): readonly Shown[] =>
  output.fields.filter((to) => isKey(to, resource)).map((to): Shown => ({ from: resource.id, to: [to] }));

function isKey(to: DescField, { id, singular, desc, patterns }: Resource): boolean {
  const own = id.at(-1);
  if (!own || to.oneof || kindOf(to) !== kindOf(own)) return false;
  const words = wordsOf(to);
  if (id.length === 1 && to.name === own.name && / /.test(words)) return true;
  const nouns = [singular, ...nounsOf(desc.name)];
  return nouns.some(
    (noun) => words === `${noun} id` || words === `${noun} ${wordsOf(own)}` || (patterns.length > 0 && words === noun),
  );
}

function pairs(output: DescMessage, resource: Resource, before: readonly DescField[]): readonly Shown[] {
  const found: Shown[] = [...keys(output, resource)].map((one) => ({ ...one, to: [...before, ...one.to] }));
  const taken = new Set<DescField>(found.map(({ to }) => to.at(-1)!));
  const { id, marks, desc } = resource;
  const told = new Set(Object.values(marks) as readonly DescField[]);
  const own = desc.fields.filter((field) => field !== id[0] && !field.oneof);
  for (const to of output.fields) {
    if (to.oneof || taken.has(to)) continue;
    const from =
      own.find((field) => field.name === to.name && sameType(field, to)) ??
      own.find((field) => kindOf(to) !== undefined && kindOf(field) === kindOf(to) && field.name === to.name) ??
      asAmount(to, own, output);
    // When a thing was made or changed is not when this was asked.
    if (!from || (told.has(from) && from !== marks.state)) continue;
    found.push({ from: [from], to: [...before, to], ...(sameType(from, to) ? {} : { amount: true }) });
  }
  return found;
}

/** A value under a name that leaves out what the answer is named after, or how it is counted. */
function asAmount(to: DescField, own: readonly DescField[], output: DescMessage): DescField | undefined {
  const noun = nounsOf(output.name)[0]!;
  const bare = wordsOf(to).replace(UNIT, '');
  const names = new Set([bare, `${bare} ${noun}`, ...(MAIN.test(bare) ? [noun] : [])]);
  const fit = own.filter((field) => {
    const words = wordsOf(field).replace(UNIT, '');
    if (!names.has(words) && words !== `current ${noun}`) return false;
    return sameType(field, to) || (isMoney(field) && isMoney(to));
  });
  return fit.find((field) => wordsOf(field).replace(UNIT, '') === bare) ?? fit[0];
}

/** Money of any type; a bare number may be anything else. */
const isMoney = (field: DescField): boolean => {
  const amount = field.fieldKind === 'list' ? undefined : amountOf(field);
  return (
    amount !== undefined &&
    (amount.type === 'amount' ||
      UNIT.test(wordsOf(field)) ||
      /\b(balance|amount|price|cost|total|credit|debit)\b/.test(splitWords(field.name)))
  );
};
