/** A model's score over all folds of the backtest. */
export interface ModelScore {
  name: string;
  wape: number | null;
  /** The same on the sums of whole days. */
  dayWape: number | null;
  /** The same on holidays, the days beside them and make-up workdays. */
  specialDayWape: number | null;
  bias: number | null;
  quantileLoss: number | null;
  coverage80: number | null;
  intervals: number;
}

/** A day whose sum was far off. */
export interface LargeError {
  date: string;
  forecast: number;
  observed: number;
  /** Reasons joined by commas, where the calendar or the history tells. */
  cause: string | null;
}

/** Errors of one grain of time; null where no contact came. */
export interface Accuracy {
  wape: number | null;
  bias: number | null;
}

/** How the chosen model told the last seven days of the history, each by the last replay that told it. */
export interface LastWeek {
  firstDate: string;
  lastDate: string;
  interval: Accuracy;
  day: Accuracy;
  week: Accuracy;
  /** Share of intervals inside P10 to P90. */
  coverage80: number | null;
}

export interface ScoredBacktest {
  outcome: 'scored';
  horizonDays: number;
  folds: { origin: string; lastDate: string; trainingDays: number; intervals: number }[];
  models: ModelScore[];
  chosen: string;
  baseline: string;
  improvementOverBaseline: number | null;
  /** Shares of the models in the combination. */
  weights: [string, number][];
  /** The WAPE that chance alone leaves to a perfect forecast. */
  poissonFloor: number | null;
  largestErrors: LargeError[];
  /** Null or absent where no replay told any of it, or the forecast is older than this figure. */
  lastWeek?: LastWeek | null;
}

export interface UnscoredBacktest {
  outcome: 'tooShort';
  historyDays: number;
  observedDays: number;
  neededDays: number;
}

/** Whether a kind of effect proved itself on the history. */
export interface EffectGate {
  effect: string;
  scoreGain: number;
  used: boolean;
}

/** A change in percent with its 80 % interval. */
export interface Change {
  percent: number;
  percentP10: number;
  percentP90: number;
}

/** An effect that comes again. */
export interface RecurringEffect extends Change {
  kind: string;
  name: string;
  daysSeen: number;
}

/** What the calendar does to one of the days forecast. */
export interface DayEffect extends Change {
  date: string;
  reason: string;
}

/** Which weekday (Monday 0) a kind of special day is called like; null: like its own. */
export interface Resemblance {
  holiday: number | null;
  eve: number | null;
  afterClosure: number | null;
  makeUp: number | null;
}

export interface DetectedCycle {
  /** In slots or days. */
  length: number;
  autocorrelation: number;
}

export interface CycleReport {
  strengths: { cycle: string; days: number; strength: number }[];
  detectedInSlots: DetectedCycle[];
  detectedInDays: DetectedCycle[];
}

/** Why a forecast is as it is. */
export interface ForecastReport {
  gates: EffectGate[];
  effects: RecurringEffect[];
  days: DayEffect[];
  resemblance: Resemblance;
  cycles: CycleReport;
}

/** How one planning group's numbers were made, and how far to believe them. */
export interface GroupGeneration {
  planningGroupId: string;
  planningGroupName: string;
  forecastingMethod: string;
  averageHandleTimeSource: string;
  bands: string;
  backtest: ScoredBacktest | UnscoredBacktest;
  report: ForecastReport;
  sourceDays: { firstDate: string; lastDate: string; observedDays: number };
  messages: { code: string; detail: string }[];
}
