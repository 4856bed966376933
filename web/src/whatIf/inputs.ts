import type { IntervalToStaff, ServiceLevelVariant } from '../api/staffingCalculation';

/** What the form holds. An empty field is null; a goal or a property whose field is empty is not set. */
export interface Inputs {
  volume: number | null;
  intervalLengthMinutes: number;
  averageHandleTimeSeconds: number | null;
  averagePatienceSeconds: number | null;
  shrinkagePercent: number | null;
  volumeVariationPercent: number | null;
  probabilityPercent: number | null;
  serviceLevelPercent: number | null;
  serviceLevelSeconds: number | null;
  variant: ServiceLevelVariant;
  averageSpeedOfAnswerSeconds: number | null;
  abandonRatePercent: number | null;
  maximumOccupancyPercent: number | null;
}

/** The field's classic: 100 calls in half an hour, 80 % in 20 s. */
export const CLASSIC: Inputs = {
  volume: 100,
  intervalLengthMinutes: 30,
  averageHandleTimeSeconds: 180,
  averagePatienceSeconds: null,
  shrinkagePercent: 30,
  volumeVariationPercent: null,
  probabilityPercent: null,
  serviceLevelPercent: 80,
  serviceLevelSeconds: 20,
  variant: 'ofOffered',
  averageSpeedOfAnswerSeconds: null,
  abandonRatePercent: null,
  maximumOccupancyPercent: 85,
};

/** What is asked of the service; nothing while a field that must be filled is empty. */
export function question(inputs: Inputs): IntervalToStaff | null {
  const { volume, averageHandleTimeSeconds, serviceLevelPercent, serviceLevelSeconds } = inputs;
  if (volume === null || averageHandleTimeSeconds === null) return null;
  return {
    volume,
    intervalLengthMinutes: inputs.intervalLengthMinutes,
    averageHandleTimeSeconds,
    ...given('averagePatienceSeconds', inputs.averagePatienceSeconds),
    ...given('shrinkagePercent', inputs.shrinkagePercent),
    ...given('volumeVariationPercent', inputs.volumeVariationPercent),
    ...given('probabilityPercent', inputs.probabilityPercent),
    goals: {
      ...(serviceLevelPercent !== null && serviceLevelSeconds !== null
        ? { serviceLevel: { percent: serviceLevelPercent, seconds: serviceLevelSeconds, variant: inputs.variant } }
        : {}),
      ...goal('averageSpeedOfAnswer', 'seconds', inputs.averageSpeedOfAnswerSeconds),
      ...goal('abandonRate', 'percent', inputs.abandonRatePercent),
      ...goal('maximumOccupancy', 'percent', inputs.maximumOccupancyPercent),
    },
  };
}

function given<Name extends string>(name: Name, value: number | null): { [key in Name]?: number } {
  return value === null ? {} : ({ [name]: value } as { [key in Name]: number });
}

function goal<Name extends string, Unit extends string>(name: Name, unit: Unit, value: number | null): { [key in Name]?: { [key in Unit]: number } } {
  return value === null ? {} : ({ [name]: { [unit]: value } } as { [key in Name]: { [key in Unit]: number } });
}
