// Business units in whose zone it is the middle of the morning, whenever the tests run: people are at work and a day is running.
import { setTimeout as sleep } from 'node:timers/promises';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const MORNING_HOUR = 10;
const WEEKS_OF_HISTORY = 5;
const RUN_PATIENCE_MS = 3 * MINUTE_MS;
const EVENTS_A_CALL = 1_000;

/** A zone in which it is past ten in the morning: its name, and how far its clocks are ahead of UTC. */
function morningZone(now = Date.now()) {
  let ahead = MORNING_HOUR - new Date(now).getUTCHours();
  if (ahead < -12) ahead += 24;
  // The names count westward.
  const name = ahead === 0 ? 'Etc/GMT' : `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
  const sign = ahead < 0 ? '-' : '+';
  return { name, aheadMs: ahead * 60 * MINUTE_MS, offset: `${sign}${String(Math.abs(ahead)).padStart(2, '0')}:00` };
}

/** Today there: the date, its midnight and its Monday. */
function dayIn(zone, now = Date.now()) {
  const midnight = Math.floor((now + zone.aheadMs) / DAY_MS) * DAY_MS;
  const date = (at) => new Date(at).toISOString().slice(0, 10);
  const monday = midnight - ((new Date(midnight).getUTCDay() + 6) % 7) * DAY_MS;
  return { today: date(midnight), monday: date(monday), midnight: midnight - zone.aheadMs };
}

const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** A shift of today as a row of the schedule's CSV; `parts` are [from, to, activity] in minutes from midnight. */
function row(externalId, today, zone, parts) {
  const at = (minutes) => `${today}T${clock(minutes)}:00${zone.offset}`;
  const paid = parts.filter(([, , name]) => name !== 'Meal').reduce((sum, [from, to]) => sum + to - from, 0);
  return `,${externalId},,${today},${at(parts[0][0])},${at(parts.at(-1)[1])},${paid},${parts.map(([from, to, name]) => `${clock(from)}-${clock(to)} ${name}`).join('; ')},`;
}

async function unitOf(api, name, zone) {
  const unit = await api.call('POST', '/business-units', { name, timeZone: zone.name, startDayOfWeek: 'Monday', intervalLengthMinutes: 15 });
  const site = await api.call('POST', '/management-units', { businessUnitId: unit.id, name });
  return { unit, site };
}

/** A contract that the shifts of `row` keep: from eight to six, with a meal around noon and a break in the afternoon. */
async function contractOf(api, unit, site) {
  const codes = await api.list(`/business-units/${unit.id}/activity-codes`);
  const activity = (category, lengthMinutes, earliest, latest, countsAsPaidTime) => ({
    activityCodeId: codes.find((one) => one.category === category).id, lengthMinutes, flexibleStartTime: true, earliestStartTimeMinutes: earliest, latestStartTimeMinutes: latest, startTimeIncrementMinutes: 15, countsAsPaidTime,
  });
  return api.call('POST', `/management-units/${site.id}/work-plans`, {
    name: `${unit.name} day`, enabled: true, constrainWeeklyPaidTime: false, flexibleWeeklyPaidTime: false, constrainMinimumTimeBetweenShifts: true, minimumTimeBetweenShiftsMinutes: 660,
    constrainMaximumConsecutiveWorkingDays: false, rules: {},
    shifts: [{
      name: 'Day', days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'], flexibleStartTime: false, exactStartTimeMinutesFromMidnight: 480,
      constrainLatestStopTime: false, flexiblePaidTime: false, exactPaidTimeMinutes: 540, activities: [activity('Meal', 60, 240, 420, false), activity('Break', 15, 435, 570, true)],
    }],
  });
}

async function importedDraft(api, unit, monday, rows, { forecastId, weekCount = 1 } = {}) {
  const csv = ['AgentId,AgentExternalId,AgentName,Date,Start,End,PaidMinutes,Activities,Shift', ...rows].join('\n');
  const weeks = `/business-units/${unit.id}/weeks/${monday}/schedules`;
  const query = new URLSearchParams({ weekCount, description: 'Live', ...(forecastId ? { shortTermForecastId: forecastId } : {}) });
  const made = await api.call('POST', `${weeks}/import?${query}`, csv, { type: 'text/csv' });
  return made.schedule ?? made;
}

async function publishedSchedule(api, unit, monday, rows, forecastId) {
  const draft = await importedDraft(api, unit, monday, rows, { forecastId });
  return api.call('POST', `/business-units/${unit.id}/weeks/${monday}/schedules/${draft.id}/publish`, {}, { ifMatch: draft.version });
}

/** Sends states of agents, in as few calls as there may be. */
export async function sendStates(api, states) {
  const events = states.map(({ externalId, presence, routing, at = Date.now() }, index) => ({
    eventId: `${externalId}-${at}-${index}-${Math.random()}`, agentExternalId: externalId, occurredAt: new Date(at).toISOString(), systemPresence: presence, routingStatus: routing,
  }));
  for (let from = 0; from < events.length; from += EVENTS_A_CALL) await api.call('POST', '/agent-state-events', { events: events.slice(from, from + EVENTS_A_CALL) });
}

/** Many agents who are on queue since eight by a published schedule; made once, however often it is asked for. */
export async function boardCentre(api, agentCount) {
  const name = `Board of ${agentCount}`;
  const externalIds = Array.from({ length: agentCount }, (_, index) => `B${agentCount}-${String(index + 1).padStart(4, '0')}`);
  const known = (await api.list('/business-units')).find((one) => one.name === name);
  if (known) return { unit: known, site: (await api.list('/management-units')).find((one) => one.businessUnitId === known.id), externalIds };
  const zone = morningZone();
  const { today, monday } = dayIn(zone);
  const { unit, site } = await unitOf(api, name, zone);
  const agents = ['ExternalId,Name,ManagementUnit,Active', ...externalIds.map((id, index) => `${id},Agent ${String(index + 1).padStart(4, '0')},${name},true`)].join('\n');
  await api.call('POST', '/agents/import', agents, { type: 'text/csv' });
  await publishedSchedule(api, unit, monday, externalIds.map((id) => row(id, today, zone, [[480, 1080, 'On queue']])));
  await sendStates(api, externalIds.map((externalId) => ({ externalId, presence: 'ON_QUEUE', routing: 'IDLE', at: Date.now() - 60 * MINUTE_MS })));
  return { unit, site, externalIds };
}

/**
 * A planning group whose busiest time, one to three, is when half of its agents are at lunch: there is something to be done. With
 * `drafted` its agents work today and tomorrow by a contract, and the schedule, of two weeks, is a draft.
 */
export async function steeredCentre(api, { drafted = false } = {}) {
  const name = `Steered ${Date.now()}`;
  const zone = morningZone();
  const { today, monday, midnight } = dayIn(zone);
  const tomorrow = new Date(Date.parse(today) + DAY_MS).toISOString().slice(0, 10);
  const weekCount = drafted ? 2 : 1;
  const { unit, site } = await unitOf(api, name, zone);
  const queue = await api.call('POST', '/queues', { businessUnitId: unit.id, name: `${name} calls`, channel: 'voice' });
  const goal = await api.call('POST', `/business-units/${unit.id}/service-goal-templates`, {
    name: '80 in 20', serviceLevel: { include: true, percent: 80, seconds: 20, variant: 'ofOffered' }, averageSpeedOfAnswer: { include: false, seconds: 20 }, abandonRate: { include: false, percent: 5 }, maximumOccupancy: { include: false, percent: 90 },
  });
  const group = await api.call('POST', `/business-units/${unit.id}/planning-groups`, {
    name: 'Calls', routePaths: [{ queueId: queue.id }], serviceGoalTemplateId: goal.id, shrinkagePercent: 0, defaultAverageHandleTimeSeconds: 240, averagePatienceSeconds: 120,
  });
  await importHistory(api, unit, queue, midnight);
  const run = await finished(api, await api.call('POST', `/business-units/${unit.id}/weeks/${monday}/short-term-forecasts/generate`, { weekCount, description: 'Live forecast' }));
  const externalIds = Array.from({ length: 16 }, (_, index) => `${name.replace(' ', '-')}-${index + 1}`);
  const contract = drafted ? (await contractOf(api, unit, site)).name : '';
  await api.call('POST', '/agents/import', ['ExternalId,Name,ManagementUnit,WorkPlan,Active', ...externalIds.map((id, index) => `${id},Ann ${index + 1},${name},${contract},true`)].join('\n'), { type: 'text/csv' });
  const rowOf = (id, index, date) => {
    const meal = index % 2 === 0 ? 780 : 840;
    return row(id, date, zone, [[480, meal, 'On queue'], [meal, meal + 60, 'Meal'], [meal + 60, 990, 'On queue'], [990, 1005, 'Break'], [1005, 1080, 'On queue']]);
  };
  const rows = (drafted ? [today, tomorrow] : [today]).flatMap((date) => externalIds.map((id, index) => rowOf(id, index, date)));
  const forecastId = run.result.shortTermForecastId;
  const schedule = drafted ? await importedDraft(api, unit, monday, rows, { forecastId, weekCount }) : await publishedSchedule(api, unit, monday, rows, forecastId);
  await sendStates(api, externalIds.map((externalId) => ({ externalId, presence: 'ON_QUEUE', routing: 'IDLE', at: Math.max(midnight + 480 * MINUTE_MS, Date.now() - 5 * 60 * MINUTE_MS) })));
  return { unit, site, group, schedule, externalIds, today, tomorrow, monday };
}

async function importHistory(api, unit, queue, midnight) {
  const lines = ['QueueName,IntervalStart,IntervalMinutes,Offered,Handled,Abandoned,AverageHandleTimeSeconds,AnsweredWithin'];
  for (let at = midnight - WEEKS_OF_HISTORY * 7 * DAY_MS; at + 15 * MINUTE_MS <= Date.now(); at += 15 * MINUTE_MS) {
    const minute = ((at - midnight) / MINUTE_MS) % 1440;
    const ofDay = (minute + 1440) % 1440;
    const wave = 3 * Math.sin(at / (97 * MINUTE_MS));
    const offered = ofDay < 480 || ofDay >= 1080 ? 0 : Math.round((ofDay >= 780 && ofDay < 900 ? 46 : 24) + wave);
    lines.push(`${queue.name},${new Date(at).toISOString()},15,${offered},${offered},0,${offered === 0 ? '' : 240},${Math.round(offered * 0.85)}`);
  }
  await api.call('POST', `/historical-data?${new URLSearchParams({ businessUnitId: unit.id, answeredWithinSeconds: '20' })}`, lines.join('\n'), { type: 'text/csv' });
}

/** A run once it is complete. */
async function finished(api, begun) {
  const until = Date.now() + RUN_PATIENCE_MS;
  for (;;) {
    const run = await api.call('GET', `/runs/${begun.id}`);
    if (run.state === 'Complete') return run;
    if (run.state !== 'Queued' && run.state !== 'Running') throw new Error(`the run ${run.state}: ${JSON.stringify(run.error)}`);
    if (Date.now() > until) throw new Error(`the run is not complete after ${RUN_PATIENCE_MS / 1_000} s`);
    await sleep(200);
  }
}
