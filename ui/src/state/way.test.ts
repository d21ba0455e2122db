import { expect, test } from 'vitest';
import { aField, aSitting } from './sample';
import { anchor, firstOpen, nextField, onward, preceding, shownIn, withFields } from './way';

const { view } = aSitting();

test('a draft goes on at its first step that is not done', () => {
  expect(firstOpen(view)).toBe('data');
});

test('after a step comes the next that is not done, not the one beside it', () => {
  const steps = view.steps.map((each) => ({ ...each, done: each.step !== 'documents' && each.step !== 'read-back' }));
  expect(onward({ ...view, steps }, 'data')).toBe('documents');
});

test('when only earlier steps are open, the way goes back to them', () => {
  const steps = view.steps.map((each) => ({ ...each, done: each.step !== 'photo' }));
  expect(onward({ ...view, steps }, 'read-back')).toBe('photo');
});

test('the first step has none before it', () => {
  expect(preceding(view, 'who')).toBeUndefined();
  expect(preceding(view, 'photo')).toBe('data');
});

test('a missing thing points at its place on screen', () => {
  expect(anchor('data', { field: 'religion' })).toBe('field-religion');
  expect(anchor('fingers', { site: 'left-thumb' })).toBe('site-left-thumb');
  expect(anchor('documents', { document: 'f-1-02' })).toBe('paper-f-1-02');
  expect(anchor('photo', null)).toBe('step-photo');
});

test('Enter goes to the next empty or wrong field', () => {
  const fields = [
    aField('nik', { raw: '1' }),
    aField('full-name', { raw: 'Budi', errors: ['name-empty'] }),
    aField('religion'),
  ];
  expect(nextField(fields, 'nik')?.field).toBe('full-name');
  expect(nextField(fields, 'full-name')?.field).toBe('religion');
});

test('Enter in the last field goes back to what is required and empty, but never circles in what may stay empty', () => {
  const empty = [aField('blood-type'), aField('rt', { raw: '1' })];
  expect(nextField(empty, 'rt')).toBeUndefined();
  const required = [aField('religion', { required: true }), aField('rt', { raw: '1' })];
  expect(nextField(required, 'rt')?.field).toBe('religion');
});

test('a field that is required, filled or wrong is shown without being asked for', () => {
  const group = {
    id: 'who',
    label: { id: '', en: '' },
    fields: [
      aField('nik', { core: true }),
      aField('email'),
      aField('phone', { raw: '0' }),
      aField('passport-number', { required: true }),
    ],
  };
  expect(shownIn(group, false).map(({ field }) => field)).toEqual(['nik', 'phone', 'passport-number']);
  expect(shownIn(group, true)).toHaveLength(4);
});

test('an answer does not take from the screen what was typed since', () => {
  const form = [{ id: 'who', label: { id: '', en: '' }, fields: [aField('rt', { raw: '12' })] }];
  const [group] = withFields(form, [aField('rt', { raw: '1', errors: ['digits-wrong'] })], () => '12');
  expect(group?.fields[0]).toMatchObject({ raw: '12', errors: ['digits-wrong'] });
});
