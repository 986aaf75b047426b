import type { Problem } from '#contract/problem';
import type { DroppedFile, ProtoImport } from '#contract/rest';
import { ApiError, type ProtoApi } from '../api/api.ts';
import { base64Of, MAX_BYTES, type Dropped } from './dropped.ts';

/** Protos on their way into the workspace: what would be written is shown, and written when somebody says so. */
export class ProtoImporting {
  state: 'idle' | 'choosing' | 'reading' | 'shown' | 'writing' | 'written' = $state('idle');
  plan: ProtoImport | null = $state.raw(null);
  /** Why it was refused. */
  refused: readonly Problem[] = $state.raw([]);
  #files: readonly DroppedFile[] = [];
  #run = 0;

  constructor(private readonly api: Pick<ProtoApi, 'import'>) {}

  /** Shows the sheet with nothing in it yet. */
  choose(): void {
    this.close();
    this.state = 'choosing';
  }

  /** Asks the server what an import of these would do. */
  async show(dropped: readonly Dropped[]): Promise<void> {
    const run = ++this.#run;
    this.refused = [];
    this.plan = null;
    if (dropped.length === 0)
      return this.#refuse(
        'Nothing in it is a proto, a zip or a descriptor set.',
        'Drop .proto files, a folder of them, a .zip, or a descriptor set.',
      );
    const size = dropped.reduce((sum, { file }) => sum + file.size, 0);
    if (size > MAX_BYTES)
      return this.#refuse(
        `These files have ${Math.ceil(size / 1e6)} MB; at most ${MAX_BYTES / 1e6} MB go in at once.`,
        'Copy them into the folder yourself: they are seen there.',
      );
    this.state = 'reading';
    this.#files = await Promise.all(dropped.map(async ({ name, file }) => ({ name, base64: await base64Of(file) })));
    if (run === this.#run) await this.#ask(false);
  }

  /** Writes what was shown. */
  async confirm(): Promise<void> {
    if (this.state !== 'shown') return;
    this.state = 'writing';
    await this.#ask(true);
  }

  close(): void {
    this.#run += 1;
    this.state = 'idle';
    this.plan = null;
    this.refused = [];
    this.#files = [];
  }

  async #ask(confirm: boolean): Promise<void> {
    const run = this.#run;
    try {
      const plan = await this.api.import({ files: this.#files, confirm });
      if (run !== this.#run) return;
      this.plan = plan;
      this.state = plan.written ? 'written' : 'shown';
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (run !== this.#run) return;
      this.refused = error.problems;
      this.state = this.plan ? 'shown' : 'choosing';
    }
  }

  #refuse(message: string, hint: string): void {
    this.refused = [{ severity: 'error', code: 'nothing-to-import', message, hint }];
    this.state = 'choosing';
  }
}
