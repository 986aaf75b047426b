import type { Problem } from '#contract/problem';
import type { ProtoFileText } from '#contract/protos';
import type { ApiError, ProtoApi } from '../api/api.ts';
import { DiskText, type Later } from './disk-text.svelte.ts';

/** One proto file that somebody looks at. */
export class ProtoFile extends DiskText<ProtoFileText, readonly Problem[]> {
  protected readonly told = true;

  constructor(
    readonly name: string,
    private readonly api: ProtoApi,
    later: Later,
  ) {
    super(later);
  }

  get editable(): boolean {
    return this.state === 'new' || this.disk?.origin === 'workspace';
  }

  get problems(): readonly Problem[] {
    return this.checked ?? this.disk?.problems ?? [];
  }

  protected read(): Promise<ProtoFileText> {
    return this.api.file(this.name);
  }

  protected async judge(text: string, signal: AbortSignal): Promise<readonly Problem[]> {
    return (await this.api.check(this.name, text, signal)).problems;
  }

  protected async write(text: string, baseHash: string | null): Promise<ProtoFileText> {
    const { hash, path, name } = await this.api.save(this.name, { text, baseHash });
    const known = this.disk ?? { name, origin: 'workspace' as const, errors: 0, warnings: 0, revision: 0 };
    return { ...known, path, text, hash, problems: this.problems };
  }

  protected stale({ problems }: ApiError): boolean {
    return problems.some(({ code }) => code === 'changed-on-disk');
  }
}
