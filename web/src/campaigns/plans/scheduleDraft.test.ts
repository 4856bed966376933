import { expect, test } from 'vitest';
import type { CampaignSchedule } from '../../api/campaignPlans';
import { bodyOfSchedule, newStretch, scheduleDraftOf } from './scheduleDraft';

const kept: CampaignSchedule = {
  id: 's', name: 'Days', campaignId: 'c', timeZone: 'Europe/Berlin', enabled: false, isRunningTime: false, version: 2,
  intervals: [{ start: '2026-12-24T09:00', end: '2026-12-24T12:00' }],
  recurrences: [{ start: '2026-12-01T09:00', end: '2026-12-01T17:00', type: 'weekly', interval: 2, daysOfWeek: [1, 3], until: '2027-03-31' }],
};

test('a schedule that nothing was typed into is sent as it was', () => {
  const { id: _id, isRunningTime: _running, version: _version, ...body } = kept;
  expect(bodyOfSchedule(scheduleDraftOf(kept, 'Loans', 'Asia/Shanghai', '2026-12-02'), 'c')).toEqual(body);
});

test('a new one is of working days, for ever, on the site’s clock', () => {
  const body = bodyOfSchedule(scheduleDraftOf(null, 'Loans', 'Asia/Shanghai', '2026-12-02'), 'c');
  expect(body).toMatchObject({ name: 'Loans', timeZone: 'Asia/Shanghai', enabled: true, intervals: [] });
  expect(body.recurrences).toEqual([{ start: '2026-12-02T09:00', end: '2026-12-02T18:00', type: 'weekly', interval: 1, daysOfWeek: [1, 2, 3, 4, 5], until: null }]);
});

test('a stretch that comes no more is sent as one that is there once', () => {
  const draft = { ...scheduleDraftOf(null, 'Loans', 'UTC', '2026-12-02'), stretches: [{ ...newStretch('2026-12-24'), again: false }] };
  expect(bodyOfSchedule(draft, 'c')).toMatchObject({ intervals: [{ start: '2026-12-24T09:00', end: '2026-12-24T18:00' }], recurrences: [] });
});
