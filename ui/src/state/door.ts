/** What an open sitting asks of the station. */
import { call } from '../api/call';
import type { Door } from './sitting.svelte';

export const door: Door = {
  field_put: (args) => call('field_put', args),
  draft_place: (args) => call('draft_place', args),
  draft_open: (args) => call('draft_open', args),
};
