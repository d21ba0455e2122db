import type { ErrorCode, Front } from '../api/bindings/Api';
import { call, reason } from '../api/call';
import { opened } from './opened';

/** Who stands at the counter: nobody yet, a locked station, or an operator at an open desk. */
class Counter {
  front = $state<Front | null>(null);
  trouble = $state<ErrorCode | null>(null);

  async look(): Promise<void> {
    try {
      this.front = await call('front', {});
      this.trouble = null;
    } catch (thrown) {
      this.trouble = reason(thrown).code;
    }
  }

  async unlock(operator: string, password: string): Promise<void> {
    this.front = await call('unlock', { operator, password });
  }

  async activate(operator: string, password: string): Promise<void> {
    this.front = await call('activation_accept', { operator, password });
  }

  /** Leaves the desk; drafts stay. */
  async lock(): Promise<void> {
    await opened.flush();
    this.front = await call('lock', {});
  }
}

export const counter = new Counter();
