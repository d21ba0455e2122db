import { listen } from '@tauri-apps/api/event';
import type { Status } from './bindings/Api';
import { call } from './call';

/** How things stand: asked once, then told by the station whenever it changes. */
class Standing {
  now = $state<Status | null>(null);

  /** Begins to listen; answers with how to stop. */
  follow(): () => void {
    let stopped = false;
    const stop = listen<Status>('status', ({ payload }) => {
      if (!stopped) this.now = payload;
    });
    void call('status', {}).then((status) => {
      this.now ??= status;
    });
    return () => {
      stopped = true;
      void stop.then((unlisten) => unlisten());
    };
  }
}

export const standing = new Standing();
