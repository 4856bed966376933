/** One local calendar day of the grid: 24 hours, or 23 or 25 when clocks change. */
export interface GridDay {
  date: string;
  firstInterval: number;
  intervals: number;
}

const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** A date this many days later. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The local date at an instant. */
export function localDate(instant: number, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant);
}

/** The first day of the week that holds a date. */
export function weekStart(date: string, startDayOfWeek: string): string {
  const first = WEEKDAYS.indexOf(startDayOfWeek.slice(0, 3).toLowerCase());
  const today = new Date(`${date}T00:00:00Z`).getUTCDay();
  return addDays(date, -((today - Math.max(first, 0) + 7) % 7));
}

/** How far a zone's clocks are ahead of UTC at an instant. */
export function offsetMs(instant: number, zone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric',
  }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(instant / 1_000) * 1_000;
}

/** The first instant of a local date. Where clocks jump over midnight, the day begins when they land. */
export function midnight(date: string, zone: string): number {
  const wall = Date.parse(`${date}T00:00:00Z`);
  const before = wall - offsetMs(wall - DAY_MS / 2, zone);
  const after = wall - offsetMs(wall + DAY_MS / 2, zone);
  const [early, late] = before < after ? [before, after] : [after, before];
  return localDate(early, zone) === date ? early : late;
}

/** The instant at which a day is over there, as the service takes it: whoever names a last day means the whole of it. */
export const endOfDay = (date: string, zone: string): string => new Date(midnight(addDays(date, 1), zone)).toISOString();

/** Whole local days in a zone, cut into intervals that are equal in real time, as the service cuts them. */
export class WeekGrid {
  readonly start: number;
  readonly days: GridDay[];
  readonly intervals: number;

  constructor(weekDate: string, readonly zone: string, readonly intervalMinutes: number, weekCount = 1) {
    this.start = midnight(weekDate, zone);
    const step = intervalMinutes * MINUTE_MS;
    this.days = Array.from({ length: 7 * weekCount }, (_, index) => {
      const date = addDays(weekDate, index);
      const firstInterval = Math.round((midnight(date, zone) - this.start) / step);
      const end = Math.round((midnight(addDays(date, 1), zone) - this.start) / step);
      return { date, firstInterval, intervals: end - firstInterval };
    });
    this.intervals = this.days.reduce((sum, day) => sum + day.intervals, 0);
  }

  get end(): number {
    return this.startOf(this.intervals);
  }

  startOf(interval: number): number {
    return this.start + interval * this.intervalMinutes * MINUTE_MS;
  }

  dayOf(interval: number): GridDay | undefined {
    return this.days.find((day) => interval >= day.firstInterval && interval < day.firstInterval + day.intervals);
  }

  /** Epoch seconds of every interval's start: what charts take. */
  get starts(): number[] {
    return Array.from({ length: this.intervals }, (_, index) => this.startOf(index) / 1_000);
  }
}
