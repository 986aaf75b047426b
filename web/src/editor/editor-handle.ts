/** What others may ask of the editor. */
export interface EditorHandle {
  focus(): void;
  /** Puts the cursor on a place and shows it. */
  reveal(from: number, to?: number): void;
  replace(from: number, to: number, insert: string): void;
}
