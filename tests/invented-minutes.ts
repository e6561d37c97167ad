/** Invented minutes for tests and benchmarks: every kind of line, every kind of owner, and as long as asked. */
import type { ActionId } from '#core/kernel/ids.ts';
import type { Item, Line, Minutes, MinutesAttendee } from '#core/minutes/minutes.ts';
import { must } from '#core/kernel/result.ts';
import { calendarDate, clockTime } from '#core/kernel/time.ts';

const date = (text: string) => must(calendarDate(text), text);
const time = (text: string) => must(clockTime(text), text);

const PEOPLE: readonly (readonly [string, string, string])[] = [
	['Ines Dahl', 'Harbour Board Office', 'ID'],
	['Marek Sobel', 'Harbour Board Office', 'MS'],
	['Tamsin Orrell', 'Northgate Police', 'TO'],
	['Joy Adeyemi', 'Harbour Health Trust', 'JA'],
	['Colm Devane', 'Department for Ports', 'CD'],
	['Carys Dunmore', 'Harbour Council', 'CD'],
	['Wilf Penhale', 'Probation North', 'WP'],
	['Asha Raman', 'Lantern (charity)', 'AR'],
	['Osric Bell', 'Saltmarsh Council', 'OB'],
	['Yusra Haddad', 'Saltmarsh Health', 'YH']
];

const attendee = (
	[name, agency, initials]: readonly [string, string, string],
	more: Partial<MinutesAttendee> = {}
): MinutesAttendee => ({
	name,
	agency,
	initials,
	role: 'member',
	attendance: 'present',
	deputyFor: null,
	note: '',
	...more
});

const POINT =
	'gave an update on the shared review of referrals across the four boroughs. The first cohort of schools will be visited in September, and a short paper on what was learned comes back to the board before the winter.';

/** @param pages about how many pages of A4 it fills */
export function inventedMinutes(pages = 2, more: Partial<Minutes> = {}): Minutes {
	const items: Item[] = [];
	for (let n = 1; n <= Math.max(3, Math.round(pages * 1.6)); n++) {
		const lines: Line[] = [
			{ kind: 'point', id: `p${n}a`, label: `${n}.1`, text: `MS ${POINT}` },
			{ kind: 'heading', id: `h${n}`, label: null, text: 'Work with schools and colleges' },
			{ kind: 'point', id: `p${n}b`, label: `${n}.2`, text: `TO ${POINT} ${POINT}` },
			{ kind: 'bullet', id: `b${n}a`, label: null, text: 'information reaches the agencies that need it' },
			{
				kind: 'bullet',
				id: `b${n}b`,
				label: null,
				text: 'the map of services is kept up to date by one body'
			},
			{
				kind: 'decision',
				id: `d${n}`,
				label: `${n}.3`,
				verb: 'approved',
				text: 'The guidance on night visits.'
			},
			{
				kind: 'action',
				id: `actionnumber${n}a` as ActionId,
				label: `${n}.3`,
				text: 'to circulate the guidance to all partner bodies and post it on the public pages',
				owners: [
					{
						written: 'ID',
						resolved: {
							kind: 'person',
							person: 'person00000000000001',
							name: 'Ines Dahl',
							agency: 'Harbour Board Office'
						}
					},
					{ written: 'LC', resolved: { kind: 'unknown' } }
				],
				due: { written: 'next meeting', kind: 'next-meeting', date: date('2031-10-22') }
			},
			{
				kind: 'action',
				id: `actionnumber${n}b` as ActionId,
				label: `${n}.3`,
				text: 'who would like to join the training group to inform ID',
				owners: [{ written: 'Anyone from the Board', resolved: { kind: 'group' } }],
				due: n % 2 === 0 ? { written: 'end of March', kind: 'date', date: date('2032-03-31') } : null
			},
			{
				kind: 'paragraph',
				id: `x${n}`,
				label: null,
				text: 'The chair thanked everybody who took part in the visits.'
			}
		];
		items.push({
			id: `item${n}`,
			label: String(n),
			title: n === 1 ? 'Introductions and apologies' : `Business ${n}`,
			lines
		});
	}
	return {
		format: 1,
		board: 'Harbour Safeguarding Board',
		title: 'Harbour Safeguarding Board meeting',
		date: date('2031-07-23'),
		start: time('14:00'),
		end: time('16:00'),
		place: 'Guildhall, committee room 2',
		chair: { name: 'Petra Lindqvist', agency: 'Harbour Council' },
		roster: [
			...PEOPLE.slice(0, 8).map((person, index) =>
				attendee(person, index === 1 ? { role: 'notetaker', note: 'notes' } : {})
			),
			attendee(['Dilys Marsh', 'Lantern (charity)', 'DM'], { role: 'guest', deputyFor: 'Asha Raman' }),
			...PEOPLE.slice(8).map((person) => attendee(person, { attendance: 'apologies' }))
		],
		items,
		next: { date: date('2031-10-22'), start: time('14:00'), end: time('16:00'), place: 'Guildhall' },
		...more
	};
}
