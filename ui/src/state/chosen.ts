import type { ResidentView } from '../api/bindings/Api';

/** The resident who was chosen in the list and is to be served next. */
class Chosen {
  #resident: ResidentView | null = null;

  put(resident: ResidentView): void {
    this.#resident = resident;
  }

  /** Whoever takes them is the one who serves them. */
  take(): ResidentView | null {
    const resident = this.#resident;
    this.#resident = null;
    return resident;
  }
}

export const chosen = new Chosen();
