import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { aField, aSitting } from './sample';
import { PAUSE } from './saves.svelte';
import { OpenSitting, type Door } from './sitting.svelte';
import type { FieldAnswer, Place } from '../api/bindings/Api';

/** A door that stores what it is given and answers when it is told to. */
function door() {
  const stored: [string, string][] = [];
  const places: Place[] = [];
  const waiting: (() => void)[] = [];
  const self: Door = {
    field_put: ({ field, raw }) =>
      new Promise((resolve) => {
        waiting.push(() => {
          stored.push([field, raw]);
          const answer: FieldAnswer = {
            field: aField(field, { raw, errors: raw === 'x' ? ['name-empty'] : [] }),
            others: [],
            view: aSitting().view,
          };
          resolve(answer);
        });
      }),
    draft_place: async ({ step, field }) => {
      places.push({ step, field });
      return null;
    },
    draft_open: async () => aSitting({ background: { name: 'red', rgb: [200, 16, 24] } }),
  };
  const answer = async () => {
    waiting.shift()?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { self, stored, places, answer };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a draft that is opened again comes back to the field where the cursor was', () => {
  const sitting = new OpenSitting(door().self, aSitting({ place: { step: 'data', field: 'full-name' } }));
  expect(sitting.step).toBe('data');
  expect(sitting.goal).toBe('field-full-name');
});

test('a place that the service no longer has leads to the first open step', () => {
  const view = { ...aSitting().view, steps: [{ step: 'who' as const, done: true }, { step: 'data' as const, done: false }] };
  const sitting = new OpenSitting(door().self, aSitting({ view, place: { step: 'irises', field: null } }));
  expect(sitting.step).toBe('data');
});

test('typing shows at once and is judged when it was stored', async () => {
  const { self, answer } = door();
  const sitting = new OpenSitting(self, aSitting());
  sitting.type('full-name', 'x');
  expect(sitting.field('full-name')).toMatchObject({ raw: 'x', errors: [] });
  await vi.advanceTimersByTimeAsync(PAUSE);
  await answer();
  expect(sitting.field('full-name')).toMatchObject({ raw: 'x', errors: ['name-empty'] });
});

test('what is typed while an answer is on its way stays on screen', async () => {
  const { self, answer } = door();
  const sitting = new OpenSitting(self, aSitting());
  sitting.type('full-name', 'x');
  await vi.advanceTimersByTimeAsync(PAUSE);
  sitting.type('full-name', 'xa');
  await answer();
  expect(sitting.field('full-name')?.raw).toBe('xa');
  sitting.take(aSitting());
  expect(sitting.field('full-name')?.raw, 'even a whole new answer leaves it').toBe('xa');
});

test('the view is told anew when a text was stored, not while it is typed', async () => {
  const { self, answer } = door();
  const sitting = new OpenSitting(self, aSitting());
  const { view } = sitting.now;
  sitting.type('marital-status', '2');
  expect(sitting.now.view, 'who asks now would hear of what is not stored').toBe(view);
  await vi.advanceTimersByTimeAsync(PAUSE);
  await answer();
  expect(sitting.now.view).not.toBe(view);
});

test('a step opens only after everything typed is stored', async () => {
  const { self, stored, answer } = door();
  const sitting = new OpenSitting(self, aSitting());
  sitting.type('full-name', 'Budi');
  const opened = sitting.open('photo');
  await vi.advanceTimersByTimeAsync(0);
  expect(sitting.step).toBe('data');
  await answer();
  await opened;
  expect(stored).toEqual([['full-name', 'Budi']]);
  expect(sitting.step).toBe('photo');
});

test('the place of the cursor is noted once per place, the newest last', async () => {
  const { self, places } = door();
  const sitting = new OpenSitting(self, aSitting());
  sitting.stand('data', 'nik');
  sitting.stand('data', 'nik');
  sitting.stand('data', 'full-name');
  await vi.advanceTimersByTimeAsync(0);
  expect(places).toEqual([
    { step: 'data', field: 'nik' },
    { step: 'data', field: 'full-name' },
  ]);
});

test('a missing thing opens its step at its place', async () => {
  const sitting = new OpenSitting(door().self, aSitting());
  await sitting.openMissing({ step: 'fingers', what: { site: 'left-thumb' }, code: 'sites-outstanding' });
  expect(sitting.step).toBe('fingers');
  expect(sitting.goal).toBe('site-left-thumb');
});

test('a step that the new answer no longer has is left for the first open one', () => {
  const sitting = new OpenSitting(door().self, aSitting({ place: { step: 'irises', field: null } }));
  const view = { ...aSitting().view, steps: [{ step: 'who' as const, done: true }, { step: 'documents' as const, done: false }] };
  sitting.take(aSitting({ view }));
  expect(sitting.step).toBe('documents');
});

test('the photo is opened as it stands now: what was typed may have changed its background', async () => {
  const sitting = new OpenSitting(door().self, aSitting());
  expect(sitting.now.background).toBeNull();
  await sitting.open('photo');
  expect(sitting.step).toBe('photo');
  expect(sitting.now.background?.name).toBe('red');
});
