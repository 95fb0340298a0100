const DAY_MS = 86_400_000;

/** More than this is not asked for at once. */
export const MOST_DAYS = 366;

const noonOf = (day: string): number => Date.parse(`${day}T12:00:00Z`);

const isCalendarDay = (day: string): boolean => !Number.isNaN(noonOf(day)) && new Date(noonOf(day)).toISOString().startsWith(day);

/** Whether both are days of the calendar, in this order and not too far apart. */
export const isPeriod = (from: string, to: string): boolean =>
  isCalendarDay(from) && isCalendarDay(to) && from <= to && (noonOf(to) - noonOf(from)) / DAY_MS < MOST_DAYS;
