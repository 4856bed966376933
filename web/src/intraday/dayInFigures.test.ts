import { expect, test } from 'vitest';
import type { IntradayDay, IntradayGroup } from '../api/intraday';
import { figuresOf, leastLikelyFirst, openStretch, outlookOf, runningInterval, startsOf } from './dayInFigures';

const told = (offered: number, seconds = 200) => ({ offered, averageHandleTimeSeconds: seconds, expectedOffered: offered, expectedAverageHandleTimeSeconds: seconds });
const came = (offered: number, handled: number | null = null, seconds: number | null = null) => ({ offered, handled, abandoned: null, answeredWithin: null, serviceLevel: null, averageHandleTimeSeconds: seconds });
const heads = (required: number, expected: number | null, present: number | null = null) => ({ required, scheduled: required, present, expected });
const probability = (share: number) => ({ share, lower: share, upper: share });

const group = (over: Partial<IntradayGroup>) =>
  ({
    planningGroupName: 'Cards',
    forecastDataPerInterval: [told(0), told(40), told(60), told(0)],
    actualDataPerInterval: [null, null, null, null],
    actualDataSummary: null,
    scheduleDataPerInterval: [heads(0, null, 0), heads(5, null, 4), heads(7, 6), heads(0, 0)],
    performancePredictionDataSummary: { probabilityOfMeetingGoal: null },
    ...over,
  }) as IntradayGroup;

const day = (asOf: string) => ({ startDate: '2026-11-30T00:00:00Z', asOf, intervalLengthMinutes: 30, intradayDataGroupings: [group({})] }) as IntradayDay;

test('what came is held against the forecast of the same intervals alone', () => {
  const seen = group({ actualDataSummary: came(50), actualDataPerInterval: [came(0), came(50), null, null] });
  expect(figuresOf(seen, 2)).toMatchObject({ came: 50, forecastOfCame: 40, volumeOff: 25, required: 7, there: 6 });
});

test('handle times weigh by the contacts handled', () => {
  const seen = group({ actualDataSummary: came(90), actualDataPerInterval: [null, came(40, 10, 400), came(60, 30, 200), null] });
  expect(figuresOf(seen, null).handleTimeOff).toBe(25);
});

test('nothing is said of what nobody knows', () => {
  expect(figuresOf(group({}), null)).toMatchObject({ came: null, volumeOff: null, handleTimeOff: null, required: null, there: null });
});

test('the running interval is the one that holds the instant, and none once the day is over', () => {
  expect(runningInterval(day('2026-11-30T00:59:59Z'))).toBe(1);
  expect(runningInterval(day('2026-11-30T01:00:00Z'))).toBe(2);
  expect(runningInterval(day('2026-11-30T02:00:00Z'))).toBeNull();
});

test('a chart shows from the first to the last interval in which anything is', () => {
  expect(openStretch(group({}))).toEqual([1, 3]);
  expect(startsOf(day('2026-11-30T01:00:00Z'), group({}))[1]).toBe(Date.parse('2026-11-30T00:30:00Z') / 1_000);
});

test('four days in five make a goal likely, fewer than one in two unlikely', () => {
  expect([0.8, 0.79, 0.5, 0.49].map((share) => outlookOf(probability(share)))).toEqual(['likely', 'open', 'open', 'unlikely']);
  expect(outlookOf(null)).toBe('noGoal');
});

test('the planning group in most danger comes first, those without a goal last', () => {
  const of = (planningGroupName: string, share: number | null) =>
    group({ planningGroupName, performancePredictionDataSummary: { probabilityOfMeetingGoal: share === null ? null : probability(share) } as IntradayGroup['performancePredictionDataSummary'] });
  expect(leastLikelyFirst([of('None', null), of('Safe', 0.9), of('Lost', 0.1)]).map((one) => one.planningGroupName)).toEqual(['Lost', 'Safe', 'None']);
});
