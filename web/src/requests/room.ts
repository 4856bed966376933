import type { TimeOffLimitValue } from '../api/timeOff';

/** What a limit has room for and what is taken of it: of a day, or of the interval that is fullest. */
export interface Room {
  limit: number;
  used: number;
  isFull: boolean;
}

export function roomOf({ limitMinutes, usedMinutes, limitMinutesPerInterval, usedMinutesPerInterval }: TimeOffLimitValue): Room {
  const day = typeof limitMinutes === 'number' ? [{ limit: limitMinutes, used: usedMinutes ?? 0 }] : [];
  const intervals = (limitMinutesPerInterval ?? []).map((limit, index) => ({ limit, used: usedMinutesPerInterval?.[index] ?? 0 }));
  const fullest = [...day, ...intervals].toSorted((one, other) => one.limit - one.used - (other.limit - other.used))[0] ?? { limit: 0, used: 0 };
  return { ...fullest, isFull: fullest.used >= fullest.limit };
}
