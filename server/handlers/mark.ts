/** Marks what `service` and `grpcImplementation` made, whichever copy of the package did. */
export const MARK = Symbol.for('understudy.service');
