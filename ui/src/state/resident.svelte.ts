/** The resident's screen as the desk uses it: what it shows, and the answer that comes back from it. */
import type { Answer, SceneKind } from '../api/bindings/Api';
import { call } from '../api/call';

/** Shows something there; where it cannot be shown, the desk goes on without it. */
export function show(kind: SceneKind, draft: string | null = null): void {
  void call('scene_show', { kind, draft }).catch(() => null);
}

/** Hears each answer once: those that were given before it began to listen belong to others. */
export class Answers {
  #heard: number | undefined;

  /** The answer, if it is a new one to this draft. */
  next(answer: Answer | null | undefined, draft: string): boolean | null {
    const number = answer?.number ?? 0;
    const isNew = this.#heard !== undefined && number > this.#heard;
    this.#heard = number;
    return isNew && answer?.draft === draft ? answer.yes : null;
  }
}
