/** Thrown by the lexer and the parser, caught at the end of the statement; becomes a problem with a place. */
export class ProtoSyntaxError extends Error {
  readonly offset: number;
  readonly hint: string | undefined;
  readonly code: string;

  constructor(offset: number, message: string, hint?: string, code = 'syntax') {
    super(message);
    this.offset = offset;
    this.hint = hint;
    this.code = code;
  }
}
