/** Every code that a problem of a hints file can have of its own; those of YAML and of values are the codec's. Stable. */
export const HINT_PROBLEM_CODES = {
  'hint-syntax': 'A line of the hints file is not as it must be; it is left out.',
  'hint-unmatched': 'A line is about no field or type of any request or answer.',
  'hint-misfit': 'What a line gives fits none of the fields that it is about.',
  'hint-unused': 'Lines above this one are about the same fields, and the first one decides.',
  'hints-unchecked': 'The schema is so large that hints were held against a part of it only.',
} as const;
