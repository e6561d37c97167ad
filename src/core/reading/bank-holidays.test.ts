import { describe, expect, test } from 'vitest';
import { bankHolidays, easterSunday, onWeekend, REGIONS, type Region } from './bank-holidays.ts';
import type { CalendarDate } from '#core/kernel/time.ts';
import { addWorkingDays, holidaysBetween, isWorkingDay } from './working-days.ts';

const days = (year: number, region: Region): string =>
	bankHolidays(year, region)
		.map(({ date }) => date.slice(5))
		.join(' ');

describe('[E4] bank holidays as they were and will be kept', () => {
	test.each([
		[1818, '03-22'],
		[1943, '04-25'],
		[2000, '04-23'],
		[2008, '03-23'],
		[2011, '04-24'],
		[2019, '04-21'],
		[2024, '03-31'],
		[2025, '04-20'],
		[2026, '04-05'],
		[2027, '03-28'],
		[2038, '04-25']
	])('Easter %i', (year, date) => expect(easterSunday(year)).toBe(`${year}-${date}`));

	test.each<[number, Region, string]>([
		[1995, 'england-and-wales', '01-02 04-14 04-17 05-08 05-29 08-28 12-25 12-26'],
		[1999, 'england-and-wales', '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28 12-31'],
		[2002, 'england-and-wales', '01-01 03-29 04-01 05-06 06-03 06-04 08-26 12-25 12-26'],
		[2009, 'england-and-wales', '01-01 04-10 04-13 05-04 05-25 08-31 12-25 12-28'],
		[2011, 'england-and-wales', '01-03 04-22 04-25 04-29 05-02 05-30 08-29 12-26 12-27'],
		[2012, 'england-and-wales', '01-02 04-06 04-09 05-07 06-04 06-05 08-27 12-25 12-26'],
		[2020, 'england-and-wales', '01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28'],
		[2021, 'england-and-wales', '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28'],
		[2022, 'england-and-wales', '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27'],
		[2023, 'england-and-wales', '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26'],
		[2026, 'england-and-wales', '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28'],
		[2027, 'england-and-wales', '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28'],
		[2006, 'scotland', '01-02 01-03 04-14 05-01 05-29 08-07 12-25 12-26'],
		[2022, 'scotland', '01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27'],
		[2023, 'scotland', '01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26'],
		[2025, 'scotland', '01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26'],
		[2026, 'scotland', '01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28'],
		[2027, 'scotland', '01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28'],
		[2024, 'northern-ireland', '01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26'],
		[2025, 'northern-ireland', '01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26'],
		[2026, 'northern-ireland', '01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28']
	])('%i in %s', (year, region, dates) => expect(days(year, region)).toBe(dates));

	test('no bank holiday is on a weekend, and none is named twice, in two hundred years', () => {
		for (const region of REGIONS)
			for (let year = 1978; year < 2178; year++) {
				const dates = bankHolidays(year, region).map(({ date }) => date);
				expect(dates.filter(onWeekend)).toEqual([]);
				expect(new Set(dates).size).toBe(dates.length);
			}
	});
});

describe('[E5] working days', () => {
	test.each<[string, number, Region, string]>([
		['2026-11-25', 10, 'england-and-wales', '2026-12-09'],
		['2026-11-25', 10, 'scotland', '2026-12-10'],
		['2026-12-16', 10, 'england-and-wales', '2027-01-04'],
		['2026-12-18', 10, 'england-and-wales', '2027-01-06'],
		['2026-12-18', 10, 'scotland', '2027-01-07'],
		['2026-07-08', 5, 'northern-ireland', '2026-07-16'],
		['2026-07-08', 5, 'england-and-wales', '2026-07-15'],
		['2026-04-01', 1, 'england-and-wales', '2026-04-02'],
		['2026-04-02', 1, 'england-and-wales', '2026-04-07'],
		['2026-04-02', 1, 'scotland', '2026-04-06'],
		['2026-11-21', 1, 'england-and-wales', '2026-11-23']
	])('from %s, %i in %s', (from, count, region, date) =>
		expect(addWorkingDays(from as CalendarDate, count, region)).toBe(date)
	);

	test('a Saturday, a Sunday and a holiday are none', () => {
		const no = (date: string) => isWorkingDay(date as CalendarDate, 'england-and-wales');
		expect(['2026-11-21', '2026-11-22', '2026-12-25', '2026-12-24'].map(no)).toEqual([
			false,
			false,
			false,
			true
		]);
	});

	test('what was left out can be named', () =>
		expect(
			holidaysBetween('2026-12-18' as CalendarDate, '2027-01-06' as CalendarDate, 'scotland').map(
				({ name }) => name
			)
		).toEqual([
			'Christmas Day',
			'Boxing Day (substitute day)',
			'New Year’s Day',
			'2 January (substitute day)'
		]));
});
