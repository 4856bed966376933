import { expect, test } from 'vitest';
import { CLASSIC, question } from './inputs';

test('an empty patience asks for Erlang C, a given one is passed on', () => {
  expect(question(CLASSIC)).not.toHaveProperty('averagePatienceSeconds');
  expect(question({ ...CLASSIC, averagePatienceSeconds: 120 })).toHaveProperty('averagePatienceSeconds', 120);
});

test('nothing is asked while the volume or the handle time is being typed', () => {
  expect(question({ ...CLASSIC, volume: null })).toBeNull();
  expect(question({ ...CLASSIC, averageHandleTimeSeconds: null })).toBeNull();
});

test('a goal whose field was emptied is not set', () => {
  const asked = question({ ...CLASSIC, serviceLevelPercent: null, maximumOccupancyPercent: null, abandonRatePercent: 3 });
  expect(asked?.goals).toEqual({ abandonRate: { percent: 3 } });
});

test('0 is a value and no empty field', () => {
  expect(question({ ...CLASSIC, volume: 0, shrinkagePercent: 0 })).toMatchObject({ volume: 0, shrinkagePercent: 0 });
});
