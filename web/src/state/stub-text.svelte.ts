import type { StubCheck } from '#contract/mock-api';
import type { Problem } from '#contract/problem';
import type { StubFile } from '#contract/stub';
import type { Api, ApiError } from '../api/api.ts';
import { DiskText, type Later } from './disk-text.svelte.ts';

/** Where a stub stands in a text: first and last line, from 1. */
export type StubSpan = StubCheck['stubs'][number];

/** One file of stubs that somebody looks at. Where its stubs stand is known by a check alone. */
export class StubText extends DiskText<StubFile, StubCheck> {
  protected readonly told = false;
  readonly editable = true;

  constructor(
    readonly file: string,
    private readonly api: Pick<Api, 'ask'>,
    later: Later,
  ) {
    super(later);
  }

  get problems(): readonly Problem[] {
    return this.checked?.problems ?? this.disk?.problems ?? [];
  }

  /** The stubs of the text as it stands; empty until it was checked. */
  get spans(): readonly StubSpan[] {
    return this.checked?.stubs ?? [];
  }

  protected read(): Promise<StubFile> {
    return this.api.ask('GET /api/stubs/file', { file: this.file });
  }

  protected judge(text: string, signal: AbortSignal): Promise<StubCheck> {
    return this.api.ask('POST /api/stubs/check', {}, { body: { file: this.file, text }, signal });
  }

  protected write(text: string, baseHash: string | null): Promise<StubFile> {
    return this.api.ask('PUT /api/stubs/file', {}, { body: { file: this.file, text, baseHash } });
  }

  protected stale({ status }: ApiError): boolean {
    return status === 409;
  }
}
