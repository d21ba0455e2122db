import { invoke } from '@tauri-apps/api/core';
import type { Api } from './bindings/Api';

/** Asks the station. Rejects with an `ApiError`, whose `code` has its texts in `codes.ts`. */
export function call<Name extends keyof Api>(name: Name, args: Api[Name][0]): Promise<Api[Name][1]> {
  return invoke('call', { name, args });
}
