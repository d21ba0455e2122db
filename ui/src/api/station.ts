import { invoke } from '@tauri-apps/api/core';
import type { StationState } from './bindings/StationState';

/** What the station can say of itself before anyone has logged in. */
export function stationState(): Promise<StationState> {
  return invoke('station_state');
}
