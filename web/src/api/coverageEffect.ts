/** What heads were counted from; `Unknown` where nothing tells who is needed. */
export type CoverageBasis = 'PublishedSchedule' | 'ForecastDays' | 'Unknown';

/** One interval, or one day where no schedule is published: heads before a change and after it. */
export interface CoverageInterval {
  startDate: string;
  lengthMinutes: number;
  required: number;
  scheduledBefore: number;
  scheduledAfter: number;
  shortBefore: number;
  shortAfter: number;
}

/** What an absence, a trade or an offer does to coverage. */
export interface CoverageEffect {
  basis: CoverageBasis;
  /** Missing heads that it adds, summed over intervals, times their length. */
  addedShortHeadMinutes: number;
  removedShortHeadMinutes: number;
  intervals: CoverageInterval[];
}

/** What becomes of an approval that breaks a rule, a limit or a balance. */
export type RuleFailureAction = 'REJECT' | 'OVERRIDE';
