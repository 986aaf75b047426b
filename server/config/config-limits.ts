/**
 * Origins of pages elsewhere that may call the services: `[]` for those of this machine only (http and https, any port
 * of localhost, *.localhost, 127.0.0.1 and [::1], which are always among them), `*` for all; null for none at all.
 */
export type Cors = readonly string[] | null;

/** Bytes of one message that a person may ask for: more would be held in memory several times over. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * `*`, `null` (a page of a file or a sandbox), `file://` (of a file in Electron or a web view), or an origin as browsers
 * send it; undefined where it is none of them.
 */
export function readOrigin(text: string): string | undefined {
  const written = text.trim().toLowerCase();
  if (['*', 'null', 'file://'].includes(written)) return written;
  const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#@\s*]+)\/?$/.exec(written);
  if (!match || !URL.canParse(written)) return undefined;
  // Only the schemes of the web have an origin in `URL`, which drops a default port as browsers do.
  const { origin } = new URL(written);
  return origin === 'null' ? `${match[1]}://${match[2]}` : origin;
}

/** Reads `--cors` and `--no-cors`; what is wrong goes to `errors`, one sentence each. */
export function parseCors(given: readonly string[] | undefined, off: boolean, errors: string[]): Cors {
  if (off && given !== undefined) errors.push('--cors and --no-cors exclude each other.');
  if (off) return null;
  return (given ?? []).flatMap((text) => {
    const origin = readOrigin(text);
    if (origin === undefined)
      errors.push(`"${text}" is no origin: write --cors https://app.example.com, or --cors '*' for all.`);
    return origin ?? [];
  });
}

/** Reads `--max-message`: bytes, or `64K`, `16MB`. Undefined: the default of gRPC, 4 MB. */
export function parseMaxMessage(given: string | undefined, errors: string[]): number | undefined {
  if (given === undefined) return undefined;
  const match = /^(\d{1,10})\s*(k|m)?(i?b)?$/i.exec(given.trim());
  const unit = { k: 1024, m: 1024 * 1024 }[match?.[2]?.toLowerCase() ?? ''] ?? 1;
  const bytes = match ? Number(match[1]) * unit : NaN;
  if (isMessageLimit(bytes)) return bytes;
  errors.push(`--max-message is "${given}"; it must be a number of bytes up to 256MB: 65536, 64K, 16MB.`);
  return undefined;
}

/** Whether a limit of messages may be so many bytes. */
export const isMessageLimit = (bytes: number): boolean => Number.isInteger(bytes) && bytes >= 1 && bytes <= MOST_BYTES;
