/** Working days: Monday to Friday without the bank holidays of the region. */
import { bankHolidays, onWeekend, type BankHoliday, type Region } from './bank-holidays.ts';
import { addDays, type CalendarDate } from '#core/kernel/time.ts';

export const holidayOn = (date: CalendarDate, region: Region): BankHoliday | null =>
	bankHolidays(Number(date.slice(0, 4)), region).find((holiday) => holiday.date === date) ?? null;

export const isWorkingDay = (date: CalendarDate, region: Region): boolean =>
	!onWeekend(date) && holidayOn(date, region) === null;

/** The `count`-th working day after that day, which itself is not counted. */
export function addWorkingDays(from: CalendarDate, count: number, region: Region): CalendarDate {
	let date = from;
	for (let left = count; left > 0;) {
		date = addDays(date, 1);
		if (isWorkingDay(date, region)) left--;
	}
	return date;
}

/** The bank holidays after the one day up to the other: what was not counted. */
export function holidaysBetween(
	after: CalendarDate,
	until: CalendarDate,
	region: Region
): readonly BankHoliday[] {
	const found: BankHoliday[] = [];
	for (let year = Number(after.slice(0, 4)); year <= Number(until.slice(0, 4)); year++)
		found.push(...bankHolidays(year, region).filter(({ date }) => date > after && date <= until));
	return found;
}
