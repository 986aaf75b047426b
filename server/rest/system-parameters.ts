import type { Parameter } from './query-text.ts';

/** How an answer is asked for in the query: what Google's own clients and pages send beside the fields. */
export interface AnswerForm {
  /** A stream as server-sent events. */
  readonly events: boolean;
  readonly enumNumbers: boolean;
  /** On one line. */
  readonly compact: boolean;
  /** Errors as Google's clients read them: within `error`. */
  readonly google: boolean;
}

/** Parameters of every method (cloud.google.com/apis/docs/system-parameters) that change nothing here. */
const WITHOUT_EFFECT = new Set([
  '$.xgafv',
  '$apiVersion',
  '$fields',
  '$userProject',
  'access_token',
  'fields',
  'key',
  'oauth_token',
  'quotaUser',
  'uploadType',
  'upload_protocol',
]);

const PLAIN: AnswerForm = { events: false, enumNumbers: false, compact: false, google: false };

/**
 * Takes parameters of the system out of a query. A field of the same name goes before, so whoever asks says which names
 * are fields.
 */
export function systemParameters(
  query: readonly Parameter[],
  isField: (name: string) => boolean,
): { readonly rest: readonly Parameter[]; readonly form: AnswerForm } {
  let form = PLAIN;
  const rest: Parameter[] = [];
  for (const parameter of query) {
    const { name, value } = parameter;
    if (isField(name)) rest.push(parameter);
    else if ((name === 'alt' || name === '$alt') && /^(json|media|sse)?(;enum-encoding=(int|string))?$/.test(value))
      form = {
        ...form,
        events: value.startsWith('sse'),
        enumNumbers: value.endsWith('=int'),
        google: form.google || name === '$alt',
      };
    else if ((name === 'prettyPrint' || name === '$prettyPrint') && (value === 'true' || value === 'false'))
      form = { ...form, compact: value === 'false' };
    else if (!WITHOUT_EFFECT.has(name)) rest.push(parameter);
  }
  return { rest, form };
}
