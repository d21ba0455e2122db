/**
 * One sitting: the draft as Rust tells it, the step that is open, the cursor, and what is typed but not yet stored.
 *
 * Every answer of the door replaces what was shown; nothing is worked out here. What a person types is never taken from
 * the screen: an answer to an older text leaves the newer one standing.
 */
import { Saves } from './saves.svelte';
import type { Earlier, Field, FieldAnswer, FieldView, Missing, Place, Sitting, Step } from '../api/bindings/Api';
import { anchor, firstOpen, has, onward, preceding, withFields } from './way';

/** What a sitting needs of the door. */
export type Door = {
  field_put(args: { draft: string; field: Field; raw: string }): Promise<FieldAnswer>;
  draft_place(args: { draft: string; step: Step; field: Field | null }): Promise<null>;
  draft_open(args: { draft: string }): Promise<Sitting>;
};

export class OpenSitting {
  readonly draft: string;
  readonly saves: Saves<Field, FieldAnswer>;
  readonly #door: Door;
  readonly #typed = new Map<Field, string>();
  #place: Place | null;
  #noting: Promise<void> | undefined;

  /** The draft as Rust told it last. */
  now = $state.raw() as Sitting;
  /** The step on screen. */
  step = $state<Step>('who');
  /** The element that should take the focus next, by its id; the step's own first place when null. */
  goal = $state<string | null>(null);
  /** Why the newest text of a field could not be stored. */
  refusals = $state.raw<Partial<Record<Field, unknown>>>({});

  constructor(door: Door, sitting: Sitting) {
    this.#door = door;
    this.draft = sitting.view.id;
    this.now = sitting;
    this.#place = sitting.place;
    this.step = sitting.place && has(sitting.view, sitting.place.step) ? sitting.place.step : firstOpen(sitting.view);
    this.goal = sitting.place?.field ? `field-${sitting.place.field}` : null;
    this.saves = new Saves<Field, FieldAnswer>({
      send: (field, raw) => door.field_put({ draft: this.draft, field, raw }),
      heard: (field, answer, newest) => this.#heard(field, answer, newest),
      refused: (field, reason) => (this.refusals = { ...this.refusals, [field]: reason }),
    });
  }

  /** The earlier recording as answered, if it was. */
  get earlier(): Earlier | null {
    return this.now.earlier;
  }

  /** Takes a whole new answer of the door. */
  take(sitting: Sitting): void {
    const typed = (field: Field) => this.#typed.get(field);
    const fields = sitting.form.flatMap((group) => group.fields);
    this.now = { ...sitting, form: withFields(sitting.form, fields, typed) };
    if (!has(sitting.view, this.step)) this.step = firstOpen(sitting.view);
  }

  /** A text was typed, or a value chosen. */
  type(field: Field, raw: string): void {
    this.#typed.set(field, raw);
    const old = this.field(field);
    if (old) this.now = { ...this.now, form: withFields(this.now.form, [{ ...old, raw }], () => undefined) };
    this.saves.typed(field, raw);
  }

  /** One field as it is on screen. */
  field(name: Field): FieldView | undefined {
    for (const group of this.now.form) {
      const found = group.fields.find(({ field }) => field === name);
      if (found) return found;
    }
    return undefined;
  }

  /** The cursor went somewhere: kept durably, so that a power cut comes back to it. */
  stand(step: Step, field: Field | null): void {
    if (this.#place?.step === step && this.#place.field === field) return;
    this.#place = { step, field };
    this.#noting ??= this.#note().finally(() => (this.#noting = undefined));
  }

  /** Opens a step, at a place of it if one is named. What was typed is stored first. */
  async open(step: Step, goal: string | null = null): Promise<void> {
    await this.saves.flush();
    // What was typed may have changed the portrait's background.
    if (step === 'photo') await this.#door.draft_open({ draft: this.draft }).then((now) => this.take(now), () => null);
    if (!has(this.now.view, step)) return;
    this.step = step;
    this.goal = goal;
    this.stand(step, null);
  }

  /** Opens the place that a missing thing points at. */
  openMissing(missing: Missing): Promise<void> {
    return this.open(missing.step, missing.what ? anchor(missing.step, missing.what) : null);
  }

  /** Goes on to the next step that is not done. */
  async forward(): Promise<void> {
    // The answer to the last field may change which steps there are.
    await this.saves.flush();
    await this.open(onward(this.now.view, this.step));
  }

  /** Goes back by one step, if there is one. */
  async back(): Promise<void> {
    const before = preceding(this.now.view, this.step);
    if (before) await this.open(before);
  }

  #heard(field: Field, answer: FieldAnswer, newest: boolean): void {
    if (newest) {
      this.#typed.delete(field);
      const { [field]: _, ...rest } = this.refusals;
      this.refusals = rest;
    }
    const fields = [answer.field, ...answer.others];
    const form = withFields(this.now.form, fields, (name) => this.#typed.get(name));
    this.now = { ...this.now, form, view: answer.view };
  }

  /** Notes the newest place, one at a time; a place that could not be noted is no reason to stop anybody. */
  async #note(): Promise<void> {
    for (let noted: Place | null = null; noted !== this.#place && this.#place; ) {
      noted = this.#place;
      await this.#door.draft_place({ draft: this.draft, ...noted }).catch(() => null);
    }
  }
}
