import { invoke } from '@tauri-apps/api/core';
import type { Api, ApiError, Sitting } from './bindings/Api';

/** Up to so many milliseconds question and answer each take longer than they need, mostly few of them: only in a page that is built so, by `make late`. */
const LATE = Number(import.meta.env.VITE_LATE ?? 0);

const late = () => new Promise((done) => setTimeout(done, LATE * Math.random() ** 3));

/** Asks the station. Rejects with an `ApiError`, whose `code` has its texts in `codes.ts`. */
export function call<Name extends keyof Api>(name: Name, args: Api[Name][0]): Promise<Api[Name][1]> {
  if (LATE === 0) return invoke('call', { name, args });
  return late().then(() => invoke<Api[Name][1]>('call', { name, args })).finally(late);
}

/** Gives the station bytes: an activation file, or a capture of a draft by the name of its slot. */
export function put(what: string, bytes: Uint8Array, draft?: string): Promise<Sitting | null> {
  const headers: Record<string, string> = { 'rekam-what': what };
  if (draft !== undefined) headers['rekam-draft'] = draft;
  return invoke('put', bytes, { headers });
}

/** What a rejected command says. Whatever else is thrown is a fault of the program. */
export function reason(thrown: unknown): ApiError {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown) return thrown as ApiError;
  return { code: 'internal', fields: [], missing: [], wait_seconds: null, incident: '' };
}
