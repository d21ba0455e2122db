/**
 * The order of saves: what a person typed last is what is stored last.
 *
 * A text is sent some time after the last key, or at once when its field is left. One save is under way at a time, so an
 * older text can never land after a newer one; what is typed meanwhile waits, and only the newest of it is sent.
 * A save that failed keeps its text and is tried again with the next flush.
 */
import { SvelteMap } from 'svelte/reactivity';

/** How far one text is: typed but not sent, on its way, refused by the disk; nothing when it is stored. */
export type SaveState = 'waiting' | 'saving' | 'failed';

/** Milliseconds between the last key and the save. */
export const PAUSE = 400;

export type Saver<Key, Answer> = {
  /** Stores one text. */
  send: (key: Key, text: string) => Promise<Answer>;
  /** Hears the answer; `newest` is false when the person has typed on since. */
  heard: (key: Key, answer: Answer, newest: boolean) => void;
  /** Hears why a text could not be stored. */
  refused: (key: Key, reason: unknown) => void;
};

export class Saves<Key extends string, Answer> {
  readonly #saver: Saver<Key, Answer>;
  readonly #wanted = new Map<Key, string>();
  readonly #states = new SvelteMap<Key, SaveState>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running: Promise<void> | undefined;

  constructor(saver: Saver<Key, Answer>) {
    this.#saver = saver;
  }

  /** How far the text of one field is. */
  state(key: Key): SaveState | undefined {
    return this.#states.get(key);
  }

  /** How far all of them are: the worst of them. */
  get worst(): SaveState | 'saved' {
    const states = new Set(this.#states.values());
    return (['failed', 'saving', 'waiting'] as const).find((state) => states.has(state)) ?? 'saved';
  }

  /** A key was pressed in a field. */
  typed(key: Key, text: string): void {
    this.#wanted.set(key, text);
    this.#states.set(key, 'waiting');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), PAUSE);
  }

  /** Sends whatever waits, now; resolves when all of it was answered or refused. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#running ??= this.#run().finally(() => (this.#running = undefined));
    return this.#running;
  }

  async #run(): Promise<void> {
    const failed = new Map<Key, string>();
    for (let next = this.#take(); next; next = this.#take()) {
      const [key, text] = next;
      this.#states.set(key, 'saving');
      try {
        const answer = await this.#saver.send(key, text);
        const newest = !this.#wanted.has(key);
        if (newest) this.#states.delete(key);
        this.#saver.heard(key, answer, newest);
      } catch (reason) {
        if (!this.#wanted.has(key)) {
          failed.set(key, text);
          this.#states.set(key, 'failed');
        }
        this.#saver.refused(key, reason);
      }
    }
    // Kept for the next flush, unless something newer was typed.
    for (const [key, text] of failed) if (!this.#wanted.has(key)) this.#wanted.set(key, text);
  }

  #take(): [Key, string] | undefined {
    for (const entry of this.#wanted) {
      this.#wanted.delete(entry[0]);
      return entry;
    }
    return undefined;
  }
}
