import { expect, test } from 'vitest';
import type { Forecast } from '../api/forecasts';
import type { ScheduleVersion } from '../api/scheduleEdits';
import type { Schedule } from '../api/schedules';
import { scheduleAtHand, stepsOf, untouchedWeek, type Standing } from './steps';

const forecast = (weekDate: string, canUseForScheduling = true) => ({ id: weekDate, weekDate, weekCount: 2, canUseForScheduling }) as Forecast;
const schedule = (id: string, state: Schedule['state'], runId: string | null = 'run') => ({ id, state, runId }) as Schedule;
const version = (kind: string) => ({ kind }) as ScheduleVersion;

const nothing: Standing = { importCount: 0, forecasts: [], schedules: [], versions: [] };
const done = (standing: Partial<Standing>) => stepsOf({ ...nothing, ...standing }).filter((one) => one.done).map((one) => one.name);

test('nothing is ticked off where nothing was done', () => {
  expect(done({})).toEqual([]);
});

test('each step is ticked off by what it leaves behind', () => {
  expect(done({ importCount: 1 })).toEqual(['history']);
  expect(done({ forecasts: [forecast('2026-11-30', false)] })).toEqual(['forecast']);
  expect(done({ forecasts: [forecast('2026-11-30')] })).toEqual(['forecast', 'requirement']);
  expect(done({ schedules: [schedule('a', 'draft')] })).toEqual(['roster']);
  expect(done({ schedules: [schedule('a', 'draft')], versions: [version('created'), version('edited')] })).toEqual(['roster', 'edit']);
  expect(done({ schedules: [schedule('a', 'published')], versions: [version('created'), version('published')] })).toEqual(['roster', 'publish']);
});

test('the work is on the newest draft that a run made, else on what is published', () => {
  const [published, copy, draft] = [schedule('p', 'published'), schedule('c', 'draft', null), schedule('d', 'draft')];
  expect(scheduleAtHand([published, draft, copy])?.id).toBe('d');
  expect(scheduleAtHand([published, copy])?.id).toBe('p');
  expect(scheduleAtHand([copy])).toBeUndefined();
});

test('the first untouched week follows the last that any forecast holds', () => {
  expect(untouchedWeek([forecast('2026-11-30'), forecast('2026-11-16')])).toBe('2026-12-14');
  expect(untouchedWeek([])).toBeNull();
});
