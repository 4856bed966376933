import { expect, test } from 'vitest';
import { Loader } from './loader.svelte';

/** An answer that comes when it is told to. */
function awaited<T>(): { read: () => Promise<T>; answer: (value: T) => void } {
  let answer!: (value: T) => void;
  const promise = new Promise<T>((resolve) => (answer = resolve));
  return { read: () => promise, answer };
}

test('what was asked for earlier never takes the place of what was asked for later', async () => {
  const loader = new Loader<string>();
  const [early, late] = [awaited<string>(), awaited<string>()];
  const readings = [loader.again(early.read), loader.load(late.read)];
  late.answer('new');
  await readings[1];
  early.answer('old');
  await readings[0];
  expect(loader.value).toBe('new');
});

test('what is shown stays when it cannot be read again, and the caller is told', async () => {
  const loader = new Loader<string>();
  loader.set('shown');
  await expect(loader.again(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
  await loader.refresh(() => Promise.reject(new Error('away')));
  expect([loader.state, loader.value]).toEqual(['ready', 'shown']);
});
