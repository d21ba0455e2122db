/** How the people at this desk like it, as the station keeps it. */
import type { Preferences } from '../api/bindings/Api';
import { call } from '../api/call';

class Kept {
  now = $state<Preferences>({ camera: null, cameras: {}, mirror: true, automatic: false, background: 'as-it-is', voice: false, idle_minutes: 5, data_budget_mb: null });

  /** Asks the station, after a login. What cannot be had stays as it is. */
  async look(): Promise<void> {
    this.now = await call('settings', {}).catch(() => this.now);
  }

  /** Keeps a change. Rejects with what is wrong with it; then nothing has changed. */
  async change(change: Partial<Preferences>): Promise<void> {
    this.now = await call('settings_put', { settings: { ...this.now, ...change } });
  }
}

export const preferences = new Kept();
