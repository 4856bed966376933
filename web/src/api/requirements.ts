import { forecastPath, type Forecast } from './forecasts';
import { get } from './request';

/** Agents one planning group needs, one value an interval. */
export interface GroupRequirement {
  planningGroupId: string;
  /** On the roster, shrinkage included (gross). */
  requiredPerInterval: number[];
  /** At work (net). */
  requiredWithoutShrinkagePerInterval: number[];
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

/** The derivation of one interval, for each planning group. */
export const requirementDerivation = (forecast: Forecast, interval: number): Promise<{ planningGroupId: string; derivation: Derivation }[]> =>
  get<{ derivations: { planningGroupId: string; derivation: Derivation }[] }>(`${forecastPath(forecast)}/staffing-requirement`, { interval }).then(
    (answer) => answer.derivations,
  );
