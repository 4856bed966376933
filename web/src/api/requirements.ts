import { forecastPath, type Forecast } from './forecasts';
import { get } from './request';

/** Agents one planning group needs, one value an interval. */
export interface GroupRequirement {
  planningGroupId: string;
  /** On the roster, shrinkage included (gross). */
  required: number[];
  /** At work (net). */
  requiredWithoutShrinkage: number[];
}

/** One intermediate number of a requirement. */
export interface DerivationStep {
  symbol: string;
  expression: string;
  value: number;
}

/** Everything needed to recompute one interval's requirement by hand. */
export interface Derivation {
  formula: string;
  volume: number;
  intervalMinutes: number;
  ahtSeconds: number;
  goal: Record<string, unknown>;
  shrinkage: number | string;
  steps: DerivationStep[];
  requirement: { agentsNet: number };
  agentsGross: number;
}

export const staffingRequirement = (forecast: Forecast): Promise<GroupRequirement[]> =>
  get<{ planningGroups: GroupRequirement[] }>(`${forecastPath(forecast)}/staffing-requirement`).then((answer) => answer.planningGroups);

/** How one interval of one planning group follows from its inputs. */
export const requirementDerivation = (forecast: Forecast, interval: number, planningGroupId: string): Promise<Derivation | null> =>
  get<{ derivation?: Derivation }>(`${forecastPath(forecast)}/staffing-requirement`, { interval, planningGroupId }).then(
    (answer) => answer.derivation ?? null,
  );
