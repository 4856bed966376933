import { expect, test } from 'vitest';
import { SHORTCUTS, shortcutsOf } from './shortcutRows';
import { screensOf } from './screensOf';

const titles = (groups: { title: string }[]) => groups.map((one) => one.title);
const staff = screensOf({ role: 'planner', agentId: null });

test('the keys of the screen in sight come first, and those of every other screen are told as well', () => {
  const { here, elsewhere } = shortcutsOf('schedule', staff);
  expect(titles(here)).toEqual(['keys.everywhere', 'keys.editor']);
  expect(titles([...here, ...elsewhere]).toSorted()).toEqual(titles([...SHORTCUTS]).toSorted());
});

test('an agent is told no keys of screens that they do not see', () => {
  const { here, elsewhere } = shortcutsOf('my-shifts', screensOf({ role: 'agent', agentId: 'a' }));
  expect(titles(here)).toEqual(['keys.everywhere']);
  expect(elsewhere).toEqual([]);
});

test('a key means one thing in a place', () => {
  for (const { title, rows } of SHORTCUTS) {
    const keys = rows.flatMap(([told]) => told.split(' '));
    expect(keys, title).toEqual([...new Set(keys)]);
  }
});
