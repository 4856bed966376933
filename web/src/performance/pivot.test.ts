import { expect, test } from 'vitest';
import type { PerformanceRow } from '../api/performance';
import { memberName, seriesOf } from './pivot';

const row = (startDate: string, queue: string | null, value: number | null): PerformanceRow => ({
  startDate, endDate: '', group: { queueId: queue }, names: queue === null ? {} : { queue: `Queue ${queue}` }, metrics: { offered: { value, numerator: value } },
});

test('rows become one series a member, with holes where a member has no row', () => {
  const { starts, members } = seriesOf([row('2026-11-02', 'b', 7), row('2026-11-01', 'a', 20), row('2026-11-02', 'a', 30)], 'offered', 'queueId');
  expect(starts).toEqual(['2026-11-01', '2026-11-02']);
  expect(members.map((one) => [one.name, one.values])).toEqual([['Queue a', [20, 30]], ['Queue b', [null, 7]]]);
});

test('without a dimension there is one series', () => {
  expect(seriesOf([row('2026-11-01', 'a', 20)], 'offered', null).members).toEqual([{ id: null, name: '', values: [20] }]);
});

test('facts without a member have no name', () => {
  expect(memberName(row('2026-11-01', null, 1), 'queueId')).toBeNull();
});
