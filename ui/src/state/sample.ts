/** A synthetic sitting for the tests of the state. */
import type { FieldView, Sitting, Step } from '../api/bindings/Api';

const STEPS: Step[] = ['who', 'data', 'photo', 'signature', 'fingers', 'irises', 'documents', 'read-back'];

/** An empty text field that may stay empty. */
export function aField(field: FieldView['field'], change: Partial<FieldView> = {}): FieldView {
  return {
    field,
    label: { id: field, en: field },
    kind: { kind: 'text', longest: 40 },
    column: null,
    core: false,
    required: false,
    raw: '',
    errors: [],
    warnings: [],
    shown: null,
    ...change,
  };
}

/** A first KTP-el of which only the first question is answered. */
export function aSitting(change: Partial<Sitting> = {}): Sitting {
  return {
    view: {
      id: 'd1',
      service: 'KTP-A',
      name: null,
      started_by: 'op-1',
      started_at: '2026-11-02T01:00:00Z',
      photo_tries: 0,
      steps: STEPS.map((step) => ({ step, done: step === 'who' })),
      photo_approved: false,
      missing: [],
    },
    earlier: 'never',
    place: null,
    form: [{ id: 'who', label: { id: 'Warga', en: 'Resident' }, fields: [aField('nik'), aField('full-name')] }],
    elements: [],
    assistance: null,
    site_steps: [],
    own_mark: 'signature',
    changes: [],
    sites: [],
    papers: [],
    captures: [],
    background: null,
    photo: null,
    ...change,
  };
}
