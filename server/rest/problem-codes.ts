/** Codes of problems of REST, with what they mean. Codes are stable; texts are not. */
export const REST_PROBLEM_CODES = {
  'http-rule-hidden': 'Another method has the same verb and path, and answers there.',
  'http-rule-unreadable': 'The path of a google.api.http rule is no template.',
  'http-rule-verb': 'The kind of a custom google.api.http rule is no verb of HTTP.',
  'rest-bad-parameter': 'A parameter of a path or a query does not fit its field.',
  'rest-bad-query': 'A query is no percent-encoded text.',
  'rest-body-unexpected': 'A request has a body where its rule has none.',
  'rest-rule-broken': 'A rule names a field that is not there.',
  'rest-unknown-parameter': 'A parameter of a query is no field, or stands in the path or the body.',
} as const;
