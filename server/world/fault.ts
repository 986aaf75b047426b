/** Why a request cannot be answered as it is: INVALID_ARGUMENT, and what a `BadRequest` says of one of its fields. */
export interface Fault {
  /** The request's field as the proto names it: `page_token`, `update_mask`. */
  readonly field: string;
  /** One or two sentences: what is wrong, where, and what to do. */
  readonly message: string;
}

export const fault = (field: string, message: string): { readonly fault: Fault } => ({ fault: { field, message } });

/** A text from a client, short enough to stand in a sentence. */
export const quoted = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
