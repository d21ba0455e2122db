/**
 * The draft that is open in this window. Another part of the desk, a lock or a power cut comes back to it; the cursor's own
 * place is kept by the station. Only the draft's random id is kept here.
 */
import type { OpenSitting } from './sitting.svelte';

const KEY = 'rekam.open-draft';

class Opened {
  #sitting: OpenSitting | null = null;

  /** The draft to come back to. */
  get draft(): string | null {
    return localStorage.getItem(KEY);
  }

  keep(sitting: OpenSitting): void {
    this.#sitting = sitting;
    localStorage.setItem(KEY, sitting.draft);
  }

  /** It was sealed, discarded or put aside. */
  forget(): void {
    this.#sitting = null;
    localStorage.removeItem(KEY);
  }

  /** Stores what was typed and is not stored yet; a lock must not outrun it. */
  async flush(): Promise<void> {
    await this.#sitting?.saves.flush();
  }
}

export const opened = new Opened();
