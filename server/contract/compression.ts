/** How an answer is to be compressed, where its client takes that: `none` for not at all. */
export type Compress = 'gzip' | 'deflate' | 'none';
