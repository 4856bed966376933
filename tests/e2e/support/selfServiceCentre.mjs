// A site whose agents ask for time off and trade shifts: next week is published, and a plan decides by a limit of one agent a day.
const DAY_MS = 86_400_000;
const ZONE = 'Etc/UTC';

const dateOf = (instant) => new Date(instant).toISOString().slice(0, 10);
/** Next week's Monday: its shifts are yet to begin, whenever the tests run. */
const MONDAY = (() => {
  const today = Date.parse(`${dateOf(Date.now())}T00:00:00Z`);
  return today + (7 - ((new Date(today).getUTCDay() + 6) % 7)) * DAY_MS;
})();
/** A day of next week, Monday 0; a week later 7. */
export const dayAt = (index) => dateOf(MONDAY + index * DAY_MS);

/** Eight hours from nine with half an hour for a meal, as a row of a schedule's CSV. */
const row = (externalId, index) => `,${externalId},,${dayAt(index)},${dayAt(index)}T09:00:00Z,${dayAt(index)}T17:30:00Z,480,09:00-13:00 On queue; 13:00-13:30 Meal; 13:30-17:30 On queue,`;

const workPlan = (meal) => ({
  name: 'Full time',
  maximumDays: 5,
  constrainMinimumTimeBetweenShifts: true,
  minimumTimeBetweenShiftsMinutes: 660,
  shifts: [
    {
      name: 'Day', days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
      flexibleStartTime: true, earliestStartTimeMinutesFromMidnight: 480, latestStartTimeMinutesFromMidnight: 600, startIncrementMinutes: 30, exactPaidTimeMinutes: 480,
      activities: [{ activityCodeId: meal, description: '', lengthMinutes: 30, flexibleStartTime: true, earliestStartTimeMinutes: 180, latestStartTimeMinutes: 300, startTimeIncrementMinutes: 30, countsAsPaidTime: false }],
    },
  ],
});

/**
 * A fresh site with an agent and their user for each name; `days` are the days of next week on which each works. One agent may be
 * away a day (`limit`), and who finds no room is denied, for it is too late to wait.
 */
export async function selfServiceCentre(api, days) {
  const mark = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 6)}`;
  const name = `Site ${mark}`;
  const unit = await api.call('POST', '/business-units', { name, timeZone: ZONE, startDayOfWeek: 'Monday', intervalLengthMinutes: 30 });
  const site = await api.call('POST', '/management-units', { businessUnitId: unit.id, name });
  const codes = await api.list(`/business-units/${unit.id}/activity-codes`);
  const codeOf = (category) => codes.find((one) => one.category === category).id;
  await api.call('POST', `/management-units/${site.id}/work-plans`, workPlan(codeOf('Meal')));
  const names = Object.keys(days);
  const externalOf = (one) => `${one}-${mark}`;
  await api.call('POST', '/agents/import', ['ExternalId,Name,ManagementUnit,WorkPlan,Active', ...names.map((one) => `${externalOf(one)},${one},${name},Full time,true`)].join('\n'), { type: 'text/csv' });
  const known = await api.list(`/agents?managementUnitId=${site.id}`);
  const agents = {};
  for (const one of names) {
    const { id } = known.find((agent) => agent.name === one);
    const user = { username: `${one}-${mark}`, password: 'four words nobody knows' };
    await api.call('POST', '/users', { ...user, displayName: one, role: 'agent', agentId: id });
    agents[one] = { id, user };
  }
  const weeks = `/business-units/${unit.id}/weeks/${dayAt(0)}/schedules`;
  const rows = names.flatMap((one) => days[one].map((index) => row(externalOf(one), index)));
  const made = await api.call('POST', `${weeks}/import?weekCount=1&description=Week`, ['AgentId,AgentExternalId,AgentName,Date,Start,End,PaidMinutes,Activities,Shift', ...rows].join('\n'), { type: 'text/csv' });
  const draft = made.schedule ?? made;
  await api.call('POST', `${weeks}/${draft.id}/publish`, {}, { ifMatch: draft.version });
  const limit = await api.call('POST', '/time-off-limits', { businessUnitId: unit.id, name: 'One at once', granularity: 'Day', defaultLimitMinutes: 480 });
  const leave = codeOf('TimeOff');
  await api.call('POST', '/time-off-plans', { businessUnitId: unit.id, name: 'Leave', activityCodeIds: [leave], autoApprovalRule: 'CheckLimits', timeOffLimitIds: [limit.id], daysBeforeStartToExpireFromWaitlist: 60 });
  return { unit, site, agents, leave };
}

/** Trades against which nothing stands are applied at once, or left to a supervisor. */
export async function letTrade(api, site, autoReview) {
  const path = `/management-units/${site.id}/shift-trade-settings`;
  const { version } = await api.call('GET', path);
  await api.call('PUT', path, { autoReview }, { ifMatch: version });
}

/** Days of next week on which an agent's published shifts start, and what is in them. */
export async function shiftsOf(api, agent) {
  const { shifts } = await api.call('GET', `/agents/${agent.id}/schedule?startDate=${dayAt(0)}&endDate=${dayAt(14)}`);
  return shifts.map((one) => ({ day: (Date.parse(one.startDate.slice(0, 10)) - MONDAY) / DAY_MS, categories: one.activities.map((part) => part.category) }));
}

/** Asks for whole days as an agent, over the API. */
export const asksFor = (api, { agents, leave }, name, indexes) =>
  api.call('POST', '/time-off-requests', { agentId: agents[name].id, activityCodeId: leave, isFullDayRequest: true, fullDayManagementUnitDates: indexes.map(dayAt), dailyDurationMinutes: 480 });
