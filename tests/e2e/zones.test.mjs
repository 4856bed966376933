// The site's clocks, the reader's, and the days on which clocks change.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { apiOf } from './support/api.mjs';
import { at, browser, goTo, pageOf, picture, settled } from './support/page.mjs';

const SITE = 'Europe/Berlin';
/** Berlin's clocks go forward at two on the first Sunday, back at three on the second. */
const SPRING = { week: '2026-03-23', sunday: '2026-03-29', before: '+01:00', after: '+02:00', hours: 23 };
const AUTUMN = { week: '2026-10-19', sunday: '2026-10-25', before: '+02:00', after: '+01:00', hours: 25 };

let chromium;
let unit;
const schedules = new Map();
before(async () => {
  chromium = await browser();
  const api = await apiOf('admin');
  const name = `Changing clocks ${Date.now()}`;
  unit = await api.call('POST', '/business-units', { name, timeZone: SITE, startDayOfWeek: 'Monday', intervalLengthMinutes: 30 });
  await api.call('POST', '/management-units', { businessUnitId: unit.id, name });
  const id = `Z-${Date.now()}`;
  await api.call('POST', '/agents/import', `ExternalId,Name,ManagementUnit,Active\n${id},Night Watch,${name},true`, { type: 'text/csv' });
  for (const { week, sunday, before: early, after: late, hours } of [SPRING, AUTUMN]) {
    // From one to five by the clocks, over the change.
    const row = `,${id},,${sunday},${sunday}T01:00:00${early},${sunday}T05:00:00${late},${(hours - 20) * 60},01:00-05:00 On queue,`;
    const csv = `AgentId,AgentExternalId,AgentName,Date,Start,End,PaidMinutes,Activities,Shift\n${row}`;
    const made = await api.call('POST', `/business-units/${unit.id}/weeks/${week}/schedules/import?weekCount=1&description=Night`, csv, { type: 'text/csv' });
    schedules.set(week, made.schedule ?? made);
  }
});
after(() => chromium?.close());

async function sundayOf(page, { week, sunday }) {
  await page.goto(`/schedule?unit=${unit.id}&week=${week}&schedule=${schedules.get(week).id}&day=${sunday}`);
  await page.locator('[data-testid=gantt][data-drawn=true]').waitFor();
  await settled(page);
  await at(page, 'gantt').focus();
  await page.keyboard.press('ArrowDown');
  for (let day = 0; day < 7 && (await at(page, 'shift-start').count()) === 0; day += 1) await page.keyboard.press('.');
}

for (const [name, change, length] of [['23 hours', SPRING, '3:00'], ['25 hours', AUTUMN, '5:00']]) {
  test(`on a day of ${name} a night from one to five is ${length} hours long, and drawn as long`, async () => {
    const page = await pageOf(chromium, 'planner');
    await sundayOf(page, change);
    assert.equal(await at(page, 'shift-start').inputValue(), '01:00');
    assert.equal(await at(page, 'shift-end').inputValue(), '05:00');
    assert.match(await at(page, 'shift-panel').innerText(), new RegExp(`\\b${length}\\b`));
    // The chart shows the shift's hours and one on either side: as wide as they are long.
    const hours = Number(length.split(':')[0]);
    const bar = await page.evaluate(() => {
      const canvas = document.querySelector('[data-testid=gantt-canvas] canvas');
      const { data } = canvas.getContext('2d').getImageData(0, Math.round((14 * canvas.width) / canvas.clientWidth), canvas.width, 1);
      const work = (x) => data[4 * x + 2] > 120 && data[4 * x] < 120;
      const painted = Array.from({ length: canvas.width }, (_, x) => x).filter(work);
      return (painted.at(-1) - painted[0]) / canvas.width;
    });
    assert.ok(Math.abs(bar - hours / (hours + 2)) < 0.03, `the bar takes ${bar.toFixed(3)} of the chart, ${hours} of ${hours + 2} hours`);
    assert.deepEqual(page.errors, []);
  });
}

test('the strip above a day of 23 hours has 23 hours, and above one of 25 it has 25', async () => {
  const page = await pageOf(chromium, 'planner');
  for (const change of [SPRING, AUTUMN]) {
    await page.goto(`/schedule?unit=${unit.id}&week=${change.week}&schedule=${schedules.get(change.week).id}`);
    await page.locator('[data-testid=gantt][data-drawn=true]').waitFor();
    await settled(page);
    const cells = (await at(page, 'strip').getAttribute('data-cells')).split(' ').length;
    // A cell of a week takes whole hours of its day; six usual days and the changed one.
    const size = [1, 2, 3, 4, 6, 8, 12, 24].find((hours) => 6 * Math.ceil(24 / hours) + Math.ceil(change.hours / hours) === cells);
    assert.ok(size !== undefined, `${cells} cells are no whole hours of six days and one of ${change.hours} hours`);
  }
});

test('times are told on the site’s clocks or on the reader’s, as they choose; what is typed stays the site’s', async () => {
  const page = await pageOf(chromium, 'planner', { timezoneId: 'America/New_York' });
  await sundayOf(page, SPRING);
  const told = () => at(page, 'gantt-told').innerText();
  assert.match(await told(), /01:00–05:00/);
  await at(page, 'time-zone').selectOption('viewer');
  // New York is five hours behind before Berlin's clocks go forward, and six after.
  assert.match(await told(), /20:00–23:00/);
  assert.equal(await at(page, 'shift-start').inputValue(), '01:00');
  assert.match(await at(page, 'shift-panel').innerText(), /Times in these fields are the site’s \(Europe\/Berlin\)/);
  await picture(page, 'time-zones');

  // The choice holds on other screens and after a reload; charts follow it.
  await page.goto('/coverage');
  await at(page, 'over-under').locator('svg').waitFor();
  await settled(page);
  await at(page, 'over-under').locator('svg').focus();
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowRight');
  const figure = () => at(page, 'over-under-figure').locator('strong').innerText();
  const theirs = await figure();
  await at(page, 'time-zone').selectOption('site');
  const sites = await figure();
  assert.notEqual(sites, theirs);
  const minutes = (text) => Number(text.match(/(\d\d):(\d\d)/)[1]) * 60 + Number(text.match(/(\d\d):(\d\d)/)[2]);
  const behind = (minutes(sites) - minutes(theirs) + 1_440) % 1_440;
  assert.ok([12 * 60, 13 * 60].includes(behind), `${theirs} is ${behind} minutes behind ${sites}`);
  await goTo(page, 'forecast');
  await at(page, 'forecast-chart').waitFor();
  assert.deepEqual(page.errors, []);
});
