import type { Subject } from './subjects.ts';

/**
 * What the words of a field's name say about its value. Rows are tried from the top; a pattern sees the words of the
 * name in the singular, lower case, one space between (`video_title` → `video title`), so that it can only match whole
 * words: `provider`, `side` and `video_title` are no accidents waiting for `id`.
 */
export interface HintRow {
  readonly kind: string;
  readonly words: RegExp;
  /** Demands the subject of the words before the match, or of the message. */
  readonly about?: readonly Subject[];
  /** The words before the match, if any, must have this subject themselves: `passenger_name` is no name of a flight. */
  readonly exact?: boolean;
}

/** A row whose words stand at the end of the name. */
export const row = (kind: string, words: string, ...about: readonly Subject[]): HintRow => ({
  kind,
  words: new RegExp(`\\b(?:${words})$`),
  ...(about.length > 0 ? { about } : {}),
});
