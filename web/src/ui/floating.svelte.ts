/** Room to the edges of the window, in px. */
const EDGE = 8;

/** How a box floats: at the left or the right edge of its button, so many px away from it. */
export interface Floating {
  readonly align: 'start' | 'end';
  readonly gap: number;
}

/**
 * A box in the top layer that belongs to a button: the browser opens it, closes it at a press beside it, and gives the focus
 * back. This places it, and tells when it is open. `id` is that of the box.
 */
export class FloatingBox {
  open: boolean = $state(false);
  /** The key that opened it; null for a pointer. */
  key: string | null = null;
  #box: HTMLElement | null = null;

  constructor(
    private readonly id: string,
    private readonly how: () => Floating,
    /** The box is shown, and has its place. */
    private readonly onshown: (box: HTMLElement) => void,
  ) {}

  /** For the button: what opens the box, and what it says of it. */
  get trigger(): Record<string, unknown> {
    return { popovertarget: this.id, 'aria-expanded': this.open, 'data-state': this.open ? 'open' : 'closed' };
  }

  /** For the box, as an attachment. */
  readonly attach = (box: HTMLElement): (() => void) => {
    this.#box = box;
    const before = (event: ToggleEvent): void => {
      this.open = event.newState === 'open';
      // The content comes with this change; before anything is painted it is there and can be measured.
      if (this.open) requestAnimationFrame(() => this.#shown());
      else this.key = null;
    };
    const again = (): void => {
      if (this.open) this.#place();
    };
    box.addEventListener('beforetoggle', before);
    addEventListener('resize', again);
    addEventListener('scroll', again, true);
    return () => {
      this.#box = null;
      box.removeEventListener('beforetoggle', before);
      removeEventListener('resize', again);
      removeEventListener('scroll', again, true);
    };
  };

  /** Opens it from a key. */
  show(key: string): void {
    this.key = key;
    if (!this.open) this.#box?.showPopover();
  }

  /** Closes it; the focus goes back to the button. */
  close(): void {
    if (!this.open) return;
    this.#box?.hidePopover();
    this.#anchor?.focus({ preventScroll: true });
  }

  get #anchor(): HTMLElement | null {
    return document.querySelector<HTMLElement>(`[popovertarget="${CSS.escape(this.id)}"]`);
  }

  #shown(): void {
    if (!this.open || !this.#box) return;
    this.#place();
    this.onshown(this.#box);
  }

  #place(): void {
    const [box, anchor] = [this.#box, this.#anchor];
    if (!box || !anchor) return;
    const { align, gap } = this.how();
    const at = anchor.getBoundingClientRect();
    const below = innerHeight - at.bottom - gap - EDGE;
    const above = at.top - gap - EDGE;
    const up = box.scrollHeight > below && above > below;
    box.style.maxHeight = `${Math.max(120, up ? above : below)}px`;
    const { offsetWidth: width, offsetHeight: height } = box;
    const left = align === 'start' ? at.left : at.right - width;
    box.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - EDGE - width))}px`;
    box.style.top = `${up ? Math.max(EDGE, at.top - gap - height) : at.bottom + gap}px`;
  }
}
