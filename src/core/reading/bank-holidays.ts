/**
 * The bank holidays of the three regions, computed: from the Banking and Financial Dealings Act 1971 and its schedule
 * as amended (early May since 1978, St Andrew's Day since 2007), with every day that a proclamation moved or added
 * since 1995. A day proclaimed after this was written has to be added to `PROCLAIMED`.
 */
import { addDays, dateOf, weekday, type CalendarDate } from '#core/kernel/time.ts';

export const REGIONS = ['england-and-wales', 'scotland', 'northern-ireland'] as const;
/** Whose bank holidays a board keeps. */
export type Region = (typeof REGIONS)[number];

export const REGION_WORDS: Readonly<Record<Region, string>> = {
	'england-and-wales': 'England and Wales',
	scotland: 'Scotland',
	'northern-ireland': 'Northern Ireland'
};

export interface BankHoliday {
	readonly date: CalendarDate;
	readonly name: string;
}

/** Days added, and for whom. */
const PROCLAIMED: readonly { readonly date: string; readonly name: string; readonly in?: Region }[] = [
	{ date: '1999-12-31', name: 'Millennium holiday' },
	{ date: '2002-06-03', name: 'Golden Jubilee' },
	{ date: '2011-04-29', name: 'Royal wedding' },
	{ date: '2012-06-05', name: 'Diamond Jubilee' },
	{ date: '2022-06-03', name: 'Platinum Jubilee' },
	{ date: '2022-09-19', name: 'State funeral of Queen Elizabeth II' },
	{ date: '2023-05-08', name: 'Coronation of King Charles III' },
	{ date: '2026-06-15', name: 'World Cup holiday', in: 'scotland' }
];
/** Days that stood elsewhere in one year. */
const EARLY_MAY: Readonly<Record<number, string>> = { 1995: '1995-05-08', 2020: '2020-05-08' };
const SPRING: Readonly<Record<number, string>> = {
	2002: '2002-06-04',
	2012: '2012-06-04',
	2022: '2022-06-02'
};

/** Easter Sunday by the Gregorian calendar (Meeus, Jones, Butcher). */
export function easterSunday(year: number): CalendarDate {
	const a = year % 19;
	const b = Math.floor(year / 100);
	const c = year % 100;
	const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
	const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
	const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
	return day(year, Math.floor(f / 31), (f % 31) + 1);
}

/** Of one year, earliest first. Substitutes stand for the days they replace. */
export function bankHolidays(year: number, region: Region): readonly BankHoliday[] {
	const key = `${region} ${year}`;
	const known = calculated.get(key) ?? calculate(year, region);
	calculated.set(key, known);
	return known;
}

/** Every line with a due asks; a year is worth keeping. */
const calculated = new Map<string, readonly BankHoliday[]>();

function calculate(year: number, region: Region): readonly BankHoliday[] {
	const scotland = region === 'scotland';
	const easter = easterSunday(year);
	const fixed = [
		{ date: day(year, 1, 1), name: 'New Year’s Day' },
		...(scotland ? [{ date: day(year, 1, 2), name: '2 January' }] : []),
		...(region === 'northern-ireland'
			? [
					{ date: day(year, 3, 17), name: 'St Patrick’s Day' },
					{ date: day(year, 7, 12), name: 'Battle of the Boyne' }
				]
			: []),
		...(scotland && year >= 2007 ? [{ date: day(year, 11, 30), name: 'St Andrew’s Day' }] : []),
		{ date: day(year, 12, 25), name: 'Christmas Day' },
		{ date: day(year, 12, 26), name: 'Boxing Day' }
	];
	return [
		...substituted(fixed),
		{ date: addDays(easter, -2), name: 'Good Friday' },
		...(scotland ? [] : [{ date: addDays(easter, 1), name: 'Easter Monday' }]),
		{ date: moved(EARLY_MAY, year) ?? mondayFrom(day(year, 5, 1)), name: 'Early May bank holiday' },
		{ date: moved(SPRING, year) ?? mondayFrom(day(year, 5, 25)), name: 'Spring bank holiday' },
		{ date: mondayFrom(day(year, 8, scotland ? 1 : 25)), name: 'Summer bank holiday' },
		...PROCLAIMED.filter((one) => one.date.startsWith(`${year}-`) && (one.in ?? region) === region).map(
			({ date, name }) => ({ date: date as CalendarDate, name })
		)
	].sort((one, other) => (one.date < other.date ? -1 : 1));
}

/** What falls on a weekend is kept on the next working day that is not a holiday of its own. */
function substituted(fixed: readonly BankHoliday[]): BankHoliday[] {
	const kept = fixed.filter(({ date }) => !onWeekend(date));
	for (const { date, name } of fixed) {
		if (!onWeekend(date)) continue;
		let next = date;
		while (onWeekend(next) || kept.some((holiday) => holiday.date === next)) next = addDays(next, 1);
		kept.push({ date: next, name: `${name} (substitute day)` });
	}
	return kept;
}

export const onWeekend = (date: CalendarDate): boolean => weekday(date) === 0 || weekday(date) === 6;

/** That day if it is a Monday, else the first Monday after it. */
const mondayFrom = (date: CalendarDate): CalendarDate => addDays(date, (8 - weekday(date)) % 7);

const moved = (days: Readonly<Record<number, string>>, year: number): CalendarDate | null =>
	(days[year] ?? null) as CalendarDate | null;

const day = (year: number, month: number, number: number): CalendarDate =>
	dateOf(year, month, number) as CalendarDate;
