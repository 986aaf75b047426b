/** One drawing in a 16 × 16 box. */
export interface GlyphShape {
  readonly d: string;
  /** Filled instead of drawn with a line. */
  readonly fill?: boolean;
  /** What stands behind it, faint. */
  readonly behind?: string;
}

const CIRCLE = 'M13.6 8a5.6 5.6 0 1 1-11.2 0a5.6 5.6 0 1 1 11.2 0z';

/** The drawn signs of the design, path by path; circles are written as paths, so that each sign is one element. */
export const GLYPHS = {
  'kind-unary': { d: 'M2.5 8H13M9.3 4.3 13 8l-3.7 3.7' },
  'kind-server': { d: 'M13.5 8H3M6.7 4.3 3 8l3.7 3.7M11 4.3 7.3 8l3.7 3.7' },
  'kind-client': { d: 'M2.5 8H13M9.3 4.3 13 8l-3.7 3.7M5 4.3 8.7 8 5 11.7' },
  'kind-bidi': { d: 'M2.5 5.1H13M10.3 2.4 13 5.1l-2.7 2.7M13.5 10.9H3M5.7 8.2 3 10.9l2.7 2.7' },
  'st-ok': {
    fill: true,
    d: 'M8 1.6a6.4 6.4 0 1 0 0 12.8A6.4 6.4 0 0 0 8 1.6Zm3.66 4.86-4.2 4.5a.9.9 0 0 1-1.3.02L4.3 9.1a.85.85 0 0 1 1.2-1.2l1.27 1.24 3.65-3.84a.85.85 0 1 1 1.24 1.16Z',
  },
  'st-client': {
    fill: true,
    d: 'M6.75 2.15a1.45 1.45 0 0 1 2.5 0l5.3 9.2a1.45 1.45 0 0 1-1.25 2.17H2.7a1.45 1.45 0 0 1-1.25-2.17ZM8 5.2a.85.85 0 0 0-.85.85v2.9a.85.85 0 0 0 1.7 0v-2.9A.85.85 0 0 0 8 5.2Zm0 5.1a.95.95 0 1 0 0 1.9.95.95 0 0 0 0-1.9Z',
  },
  'st-server': {
    fill: true,
    d: 'M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3Zm5.27 3.63a.85.85 0 0 0-1.2 0L8 6.8 6.63 5.43a.85.85 0 0 0-1.2 1.2L6.8 8 5.43 9.37a.85.85 0 0 0 1.2 1.2L8 9.2l1.37 1.37a.85.85 0 0 0 1.2-1.2L9.2 8l1.37-1.37a.85.85 0 0 0 0-1.2Z',
  },
  'st-deadline': {
    fill: true,
    d: 'M6 .9h4a.7.7 0 0 1 0 1.4H8.75v.75a5.9 5.9 0 1 1-1.5 0V2.3H6A.7.7 0 0 1 6 .9Zm2 4.5a.85.85 0 0 0-.85.85V9c0 .3.15.57.4.72l1.9 1.2a.85.85 0 1 0 .9-1.44l-1.5-.95V6.25A.85.85 0 0 0 8 5.4Z',
  },
  'st-cancel': { d: `${CIRCLE}m-9.4 3.8 7.6-7.6` },
  'st-flight': { d: 'M8 2.4A5.6 5.6 0 0 1 13.6 8', behind: CIRCLE },
  'dir-sent': { d: 'M8 13.2V3M4.2 6.8 8 3l3.8 3.8' },
  'dir-recv': { d: 'M8 2.8V13M4.2 9.2 8 13l3.8-3.8' },
  'dir-life': { d: 'M10.1 8a2.1 2.1 0 1 1-4.2 0a2.1 2.1 0 1 1 4.2 0z', fill: true },
} as const satisfies Readonly<Record<string, GlyphShape>>;

export type GlyphName = keyof typeof GLYPHS;
