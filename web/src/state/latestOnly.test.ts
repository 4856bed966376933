import { expect, test } from 'vitest';
import { latestOnly } from './latestOnly';

/** An asker whose answers come when they are told to. */
function asker() {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const ask = latestOnly(async (question: string) => {
    asked.push(question);
    await new Promise<void>((resolve) => answers.push(resolve));
  });
  const answer = async () => {
    answers.shift()?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { asked, ask, answer };
}

test('the first question is asked at once, and of those typed meanwhile only the last', async () => {
  const { asked, ask, answer } = asker();
  for (const question of ['1', '12', '120']) void ask(question);
  expect(asked).toEqual(['1']);
  await answer();
  expect(asked).toEqual(['1', '120']);
});

test('after the last answer the next question is asked at once again', async () => {
  const { asked, ask, answer } = asker();
  void ask('1');
  await answer();
  void ask('2');
  expect(asked).toEqual(['1', '2']);
});
