import { expect, test } from 'vitest';
import { Answers } from './resident.svelte';

const answer = (number: number, draft = 'a', yes = true) => ({ draft, yes, number });

test('an answer from before is left alone', () => {
  const answers = new Answers();
  expect(answers.next(answer(3), 'a')).toBeNull();
  expect(answers.next(answer(3), 'a')).toBeNull();
  expect(answers.next(answer(4), 'a')).toBe(true);
  expect(answers.next(answer(4), 'a')).toBeNull();
});

test('a first answer is heard, a no as well, and one to another draft is not', () => {
  const answers = new Answers();
  expect(answers.next(null, 'a')).toBeNull();
  expect(answers.next(answer(1, 'a', false), 'a')).toBe(false);
  expect(answers.next(answer(2, 'b'), 'a')).toBeNull();
});
