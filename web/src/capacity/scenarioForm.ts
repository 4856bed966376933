import type { DemandChange, NewPlanScenario } from '../api/planScenarios';
import type { RosterChange } from '../api/rosterWhatIfs';

/** What the form of a scenario holds. An empty field is null, and changes nothing. */
export interface ScenarioForm {
  name: string;
  volumePercent: number | null;
  handleTimePercent: number | null;
  shrinkagePercent: number | null;
  addedAgents: number | null;
  workPlanId: string | null;
  timeLimitSeconds: number | null;
  replications: number | null;
  costOfPaidHour: number | null;
  costOfLostContact: number | null;
}

export const EMPTY_SCENARIO: ScenarioForm = {
  name: '', volumePercent: null, handleTimePercent: null, shrinkagePercent: null, addedAgents: null, workPlanId: null, timeLimitSeconds: 120, replications: null, costOfPaidHour: null, costOfLostContact: null,
};

/** What a form asks to play on a week; null without a name. Agents who are added take contacts of all planning groups. */
export function scenarioOf(form: ScenarioForm, week: { weekDate: string; shortTermForecastId: string }, workPlanId: string | undefined, planningGroupIds: string[]): NewPlanScenario | null {
  const name = form.name.trim();
  if (name === '') return null;
  const { volumePercent, handleTimePercent, shrinkagePercent, addedAgents } = form;
  const demandChanges: DemandChange[] = [
    ...(volumePercent ? [{ changeVolume: { percent: volumePercent } }] : []),
    ...(handleTimePercent ? [{ changeHandleTime: { percent: handleTimePercent } }] : []),
    ...(shrinkagePercent === null ? [] : [{ changeShrinkage: { shrinkagePercent } }]),
  ];
  const plan = form.workPlanId ?? workPlanId;
  const changes: RosterChange[] = addedAgents && plan !== undefined ? [{ addAgents: { count: addedAgents, workPlanId: plan, planningGroupIds } }] : [];
  return {
    name,
    weekDate: week.weekDate,
    weekCount: 1,
    shortTermForecastId: week.shortTermForecastId,
    demandChanges,
    changes,
    money: {
      ...(form.costOfPaidHour === null ? {} : { costOfPaidHour: form.costOfPaidHour }),
      ...(form.costOfLostContact === null ? {} : { costOfLostContact: form.costOfLostContact }),
    },
    ...(form.timeLimitSeconds === null ? {} : { timeLimitSeconds: form.timeLimitSeconds }),
    ...(form.replications === null ? {} : { replications: form.replications }),
  };
}
