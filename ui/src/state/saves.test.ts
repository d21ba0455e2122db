import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PAUSE, Saves } from './saves.svelte';

/** A disk that answers when it is told to, and remembers what it was given. */
function disk() {
  const written: [string, string][] = [];
  const open: { text: string; answer: () => void; refuse: () => void }[] = [];
  const heard: { text: string; newest: boolean }[] = [];
  const refused: string[] = [];
  const saves = new Saves<string, string>({
    send: (key, text) =>
      new Promise((resolve, reject) => {
        open.push({
          text,
          answer: () => (written.push([key, text]), resolve(text)),
          refuse: () => reject(new Error('full')),
        });
      }),
    heard: (_, text, newest) => heard.push({ text, newest }),
    refused: (key) => refused.push(key),
  });
  const answer = async () => {
    open.shift()?.answer();
    await vi.advanceTimersByTimeAsync(0);
  };
  const refuse = async () => {
    open.shift()?.refuse();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { saves, written, open, heard, refused, answer, refuse };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a text is saved once the typing pauses, and only its last form', async () => {
  const { saves, open } = disk();
  saves.typed('full-name', 'B');
  await vi.advanceTimersByTimeAsync(PAUSE - 1);
  saves.typed('full-name', 'Bu');
  await vi.advanceTimersByTimeAsync(PAUSE - 1);
  expect(open).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(open.map(({ text }) => text)).toEqual(['Bu']);
});

test('leaving the field saves at once', () => {
  const { saves, open } = disk();
  saves.typed('full-name', 'Budi');
  void saves.flush();
  expect(open).toHaveLength(1);
});

test('an older answer never overwrites a newer one', async () => {
  const { saves, open, heard, written, answer } = disk();
  saves.typed('full-name', 'Bu');
  void saves.flush();
  saves.typed('full-name', 'Budi');
  await vi.advanceTimersByTimeAsync(PAUSE);
  expect(open, 'the second waits for the first').toHaveLength(1);
  await answer();
  expect(heard).toEqual([{ text: 'Bu', newest: false }]);
  await answer();
  expect(heard.at(-1)).toEqual({ text: 'Budi', newest: true });
  expect(written.map(([, text]) => text)).toEqual(['Bu', 'Budi']);
});

test('fields are saved one after another, none forgotten', async () => {
  const { saves, written, answer } = disk();
  saves.typed('rt', '1');
  saves.typed('rw', '2');
  const done = saves.flush();
  await answer();
  await answer();
  await done;
  expect(written).toEqual([
    ['rt', '1'],
    ['rw', '2'],
  ]);
  expect(saves.worst).toBe('saved');
});

test('what could not be stored is kept, said, and stored with the next flush', async () => {
  const { saves, written, refused, refuse, answer } = disk();
  saves.typed('full-name', 'Budi');
  void saves.flush();
  expect(saves.state('full-name')).toBe('saving');
  await refuse();
  expect(saves.state('full-name')).toBe('failed');
  expect(refused).toEqual(['full-name']);
  const again = saves.flush();
  await answer();
  await again;
  expect(written).toEqual([['full-name', 'Budi']]);
  expect(saves.worst).toBe('saved');
});

test('a newer text takes the place of one that failed', async () => {
  const { saves, written, refuse, answer } = disk();
  saves.typed('full-name', 'Bu');
  void saves.flush();
  saves.typed('full-name', 'Budi');
  await refuse();
  await answer();
  expect(written).toEqual([['full-name', 'Budi']]);
});
