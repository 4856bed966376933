// A business unit of many agents with a draft of one week, made over the API.
const ZONE = 'Europe/Berlin';
/** The week in which Berlin's clocks go forward: its Sunday has 23 hours. */
const WEEK = '2026-03-23';
const HOUR_MS = 3_600_000;

const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Eight hours from `start` (minutes from midnight) with two breaks and a meal. */
function row(externalId, date, start) {
  const offset = date === '2026-03-29' ? '+02:00' : '+01:00';
  const parts = [[0, 120, 'On queue'], [120, 135, 'Break'], [135, 240, 'On queue'], [240, 270, 'Meal'], [270, 390, 'On queue'], [390, 405, 'Break'], [405, 510, 'On queue']];
  const activities = parts.map(([from, to, name]) => `${clock(start + from)}-${clock(start + to)} ${name}`).join('; ');
  const at = (minutes) => `${date}T${clock(minutes)}:00${offset}`;
  return `,${externalId},,${date},${at(start)},${at(start + 510)},480,${activities},`;
}

/** The unit and its draft; made once, however often it is asked for. */
export async function largeCentre(api, agentCount) {
  const name = `Large centre of ${agentCount}`;
  const known = (await api.list('/business-units')).find((one) => one.name === name);
  if (known) return { unit: known, schedule: (await api.list(`/business-units/${known.id}/weeks/${WEEK}/schedules`))[0] };
  const unit = await api.call('POST', '/business-units', { name, timeZone: ZONE, startDayOfWeek: 'Monday', intervalLengthMinutes: 30 });
  await api.call('POST', '/management-units', { businessUnitId: unit.id, name });
  const agents = Array.from({ length: agentCount }, (_, index) => `L${agentCount}-${String(index + 1).padStart(4, '0')}`);
  const csv = ['ExternalId,Name,ManagementUnit,Active', ...agents.map((id, index) => `${id},Agent ${index + 1},${name},true`)].join('\n');
  await api.call('POST', '/agents/import', csv, { type: 'text/csv' });
  const days = Array.from({ length: 7 }, (_, day) => new Date(Date.parse(`${WEEK}T00:00:00Z`) + day * 24 * HOUR_MS).toISOString().slice(0, 10));
  const rows = agents.flatMap((id, index) => days.map((date, day) => row(id, date, 360 + ((index * 7 + day) % 17) * 30)));
  const file = ['AgentId,AgentExternalId,AgentName,Date,Start,End,PaidMinutes,Activities,Shift', ...rows].join('\n');
  const made = await api.call('POST', `/business-units/${unit.id}/weeks/${WEEK}/schedules/import?weekCount=1&description=Large`, file, { type: 'text/csv' });
  return { unit, schedule: made.schedule ?? made };
}
