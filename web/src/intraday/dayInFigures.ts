import type { IntradayDay, IntradayGroup, Probability } from '../api/intraday';

/** From this share on a goal counts as likely to be met; what the service plans combined actions by. */
const LIKELY = 0.8;
const EVEN = 0.5;

export type Outlook = 'likely' | 'open' | 'unlikely' | 'noGoal';

export function outlookOf(probability: Probability | null): Outlook {
  if (probability === null) return 'noGoal';
  if (probability.share >= LIKELY) return 'likely';
  return probability.share >= EVEN ? 'open' : 'unlikely';
}

/** What came against what was forecast for the same intervals; heads of the interval that is running. */
export interface GroupFigures {
  came: number | null;
  forecastOfCame: number;
  /** Percent by which what came is off its forecast. */
  volumeOff: number | null;
  /** Percent by which handle times are off those forecast for the same contacts. */
  handleTimeOff: number | null;
  required: number | null;
  /** Present where it is known, expected else. */
  there: number | null;
}

export function figuresOf(group: IntradayGroup, interval: number | null): GroupFigures {
  let [came, forecast, seconds, forecastSeconds] = [0, 0, 0, 0];
  group.actualDataPerInterval.forEach((actual, index) => {
    const told = group.forecastDataPerInterval[index];
    if (!actual || !told) return;
    came += actual.offered;
    forecast += told.offered;
    if (actual.averageHandleTimeSeconds === null || told.averageHandleTimeSeconds === null) return;
    const handled = actual.handled ?? actual.offered;
    seconds += handled * actual.averageHandleTimeSeconds;
    forecastSeconds += handled * told.averageHandleTimeSeconds;
  });
  const heads = interval === null ? undefined : group.scheduleDataPerInterval[interval];
  const off = (real: number, told: number) => (told > 0 ? 100 * (real / told - 1) : null);
  return {
    came: group.actualDataSummary === null ? null : came,
    forecastOfCame: forecast,
    volumeOff: group.actualDataSummary === null ? null : off(came, forecast),
    handleTimeOff: seconds > 0 ? off(seconds, forecastSeconds) : null,
    required: heads?.required ?? null,
    there: heads ? (heads.expected ?? heads.present) : null,
  };
}

/** The interval that is running at the instant the day is seen from; null when the day is over. */
export function runningInterval(day: IntradayDay): number | null {
  const at = Math.floor((Date.parse(day.asOf) - Date.parse(day.startDate)) / (day.intervalLengthMinutes * 60_000));
  const count = day.intradayDataGroupings[0]?.scheduleDataPerInterval.length ?? 0;
  return at >= 0 && at < count ? at : null;
}

/** Forecasts of closed hours are not quite nothing. */
const NOBODYS_CONTACTS = 0.1;

/** The stretch of the day, half-open, in which anything is forecast, came or is staffed. */
export function openStretch(group: IntradayGroup): [number, number] {
  const busy = group.forecastDataPerInterval.map((told, index) => told.offered > NOBODYS_CONTACTS || (group.actualDataPerInterval[index]?.offered ?? 0) > 0 || (group.scheduleDataPerInterval[index]?.scheduled ?? 0) > 0);
  const first = busy.indexOf(true);
  return first < 0 ? [0, busy.length] : [first, busy.lastIndexOf(true) + 1];
}

/** Epoch seconds of every interval's start. */
export function startsOf(day: IntradayDay, group: IntradayGroup): number[] {
  const start = Date.parse(day.startDate) / 1_000;
  return group.forecastDataPerInterval.map((_, index) => start + index * day.intervalLengthMinutes * 60);
}

/** Worst first: the least likely to meet its goal on top, those without a goal last. */
export const leastLikelyFirst = (groups: IntradayGroup[]): IntradayGroup[] =>
  groups.toSorted((left, right) => chance(left) - chance(right) || left.planningGroupName.localeCompare(right.planningGroupName));

const chance = (group: IntradayGroup): number => group.performancePredictionDataSummary.probabilityOfMeetingGoal?.share ?? 2;
