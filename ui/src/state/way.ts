/** The way through a sitting: which step comes next, which field, and where a missing thing is found. No rule of its own. */
import type { DraftView, Field, FieldView, FormGroup, Missing, Part, Step } from '../api/bindings/Api';

/** Everything of a step that keeps the record from being sealed. */
export function missingOf(view: DraftView, step: Step): Missing[] {
  return view.missing.filter((missing) => missing.step === step);
}

/** Whether the service of this draft has the step at all. */
export function has(view: DraftView, step: Step): boolean {
  return view.steps.some((each) => each.step === step);
}

/** The first step that is not done; the last one when all are. */
export function firstOpen(view: DraftView): Step {
  const open = view.steps.find(({ done }) => !done) ?? view.steps.at(-1);
  return open?.step ?? 'who';
}

/** The step after this one, done or not; the first open one after the last. */
export function following(view: DraftView, step: Step): Step {
  const at = view.steps.findIndex((each) => each.step === step);
  return view.steps[at + 1]?.step ?? firstOpen(view);
}

/** The step to go on with after this one: the next that is not done, or the reading back. */
export function onward(view: DraftView, step: Step): Step {
  const at = view.steps.findIndex((each) => each.step === step);
  const later = view.steps.slice(at + 1).find(({ done }) => !done);
  return later?.step ?? firstOpen(view);
}

/** The step before this one; the first has none. */
export function preceding(view: DraftView, step: Step): Step | undefined {
  const at = view.steps.findIndex((each) => each.step === step);
  return view.steps[at - 1]?.step;
}

/** The name of the place on screen that a missing thing points at. */
export function anchor(step: Step, what: Part | null): string {
  if (!what) return `step-${step}`;
  if ('field' in what) return `field-${what.field}`;
  if ('site' in what) return `site-${what.site}`;
  return `paper-${what.document}`;
}

const isWrong = (field: FieldView) => field.errors.length > 0;
const isEmpty = (field: FieldView) => field.raw.trim() === '';

/**
 * The field that Enter goes to: the next one on screen that is empty or wrong, then any earlier one that is wrong or
 * required and empty. None when the form asks for nothing more, so that Enter goes on to the next step.
 */
export function nextField(shown: FieldView[], from: string | null): FieldView | undefined {
  const at = shown.findIndex(({ field }) => field === from);
  const later = shown.slice(at + 1).find((field) => isEmpty(field) || isWrong(field));
  return later ?? shown.slice(0, Math.max(at, 0)).find((field) => isWrong(field) || (field.required && isEmpty(field)));
}

/** The fields that a group shows: core, required, filled or wrong ones at once, the others on demand. */
export function shownIn(group: FormGroup, all: boolean): FieldView[] {
  return group.fields.filter((field) => all || field.core || field.required || !isEmpty(field) || isWrong(field));
}

/** The form with some fields replaced. Text that was typed since stays as typed. */
export function withFields(form: FormGroup[], news: FieldView[], typed: (field: Field) => string | undefined): FormGroup[] {
  const byName = new Map(news.map((field) => [field.field, field]));
  return form.map((group) => ({
    ...group,
    fields: group.fields.map((old) => {
      const fresh = byName.get(old.field);
      if (!fresh) return old;
      const raw = typed(old.field);
      return raw === undefined ? fresh : { ...fresh, raw };
    }),
  }));
}
