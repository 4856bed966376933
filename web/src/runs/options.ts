import type { RosterFairness, RosterOptions } from '../api/rosterRuns';

/** What the form holds. An empty field is null, and leaves its choice to the service. */
export interface RunForm {
  weekCount: number | null;
  description: string;
  timeLimitSeconds: number | null;
  gapPercent: number | null;
  seed: number | null;
  fairnessMonths: number | null;
  weekendDayHeadMinutes: number | null;
  nightHeadMinutes: number | null;
  unpopularStartHeadMinutes: number | null;
  publicHolidayHeadMinutes: number | null;
  percentPerYearOfService: number | null;
  mostYears: number | null;
}

export const EMPTY_FORM: RunForm = {
  weekCount: 1,
  description: '',
  timeLimitSeconds: 120,
  gapPercent: null,
  seed: null,
  fairnessMonths: null,
  weekendDayHeadMinutes: null,
  nightHeadMinutes: null,
  unpopularStartHeadMinutes: null,
  publicHolidayHeadMinutes: null,
  percentPerYearOfService: null,
  mostYears: null,
};

/** Burdens that may have a price, in the order of the form. */
export const BURDENS = ['weekendDayHeadMinutes', 'nightHeadMinutes', 'unpopularStartHeadMinutes', 'publicHolidayHeadMinutes'] as const;

/** Years of service that count where a weight is given and nothing is said of them. */
const USUAL_YEARS = 10;

/** What a form asks of the service, for a forecast. `fallback` describes what the planner did not. */
export function optionsOf(form: RunForm, shortTermForecastId: string, fallback: string): RosterOptions {
  const description = form.description.trim();
  const fairness = fairnessOf(form);
  return {
    shortTermForecastId,
    weekCount: form.weekCount ?? 1,
    description: description === '' ? fallback : description,
    ...(form.seed === null ? {} : { seed: form.seed }),
    ...(form.timeLimitSeconds === null ? {} : { timeLimitSeconds: form.timeLimitSeconds }),
    ...(form.gapPercent === null ? {} : { gap: form.gapPercent / 100 }),
    ...(fairness === null ? {} : { fairness }),
    ...(form.percentPerYearOfService === null ? {} : { wishWeights: { percentPerYearOfService: form.percentPerYearOfService, mostYears: form.mostYears ?? USUAL_YEARS } }),
  };
}

/** The ledger weighs in where at least one burden has a price. */
function fairnessOf(form: RunForm): RosterFairness | null {
  const priced = BURDENS.flatMap((burden) => (form[burden] === null ? [] : [[burden, form[burden]] as const]));
  if (priced.length === 0) return null;
  return { ...(form.fairnessMonths === null ? {} : { months: form.fairnessMonths }), ...Object.fromEntries(priced) };
}
