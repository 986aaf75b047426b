/** What ProtoJSON holds, for tests that reach into it: a wrong path fails where it is compared. */
export type Json = ReturnType<typeof JSON.parse>;
