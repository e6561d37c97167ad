/**
 * The minutes of the demo board's last meeting as its notetaker would paste them: a Word table saved as text, with everything
 * real minutes do to a reader. The chair is not among the attendees, two people share initials, one is listed twice, one set
 * of initials is nobody's, a point number is there twice, an item is missing, one action stands on two lines, one is for
 * anybody, dues say "next meeting", promises are not marked. All of it is invented.
 */
import { longDate, weekdayName, type CalendarDate } from '#core/kernel/time.ts';

export const PAST_MEETING = '2026-09-16' as CalendarDate;

/** "Wednesday November 25th 2026" */
function spoken(date: CalendarDate): string {
	const [day = '', month = '', year = ''] = longDate(date).split(' ');
	const ending = /^(?:1[123]|\d?[04-9])$/.test(day)
		? 'th'
		: ({ '1': 'st', '2': 'nd', '3': 'rd' }[day.at(-1) ?? ''] ?? 'th');
	return `${weekdayName(date)} ${month} ${day}${ending} ${year}`;
}

/** @param next the day of the meeting that is in progress in the demo */
export function pastMinutes(next: CalendarDate, meeting: CalendarDate = PAST_MEETING): string {
	const [day = '', month = '', year = ''] = longDate(meeting).split(' ');
	return `	Meeting Title:
	Harrowmere Safeguarding Partnership Board

	Date:
	${day}th ${month} ${year}

	Time:
	10am – 12.30pm

	Location:
	Harrowmere Town Hall

	Chaired by:
	Rosalind Achebe (Brackwater District Council)

	Attendees:

	Fintan O’Malley (Marl Valley Police)
	Beatrix Holloway (Marl Valley Integrated Care)
	Dilys Marchetti (Harrowmere Council)

	Tobias Kern (Harrowmere Council)
	Winifred Aske (Marl Valley NHS Trust)
	Leonie Brandt (Marl Valley Probation)

	Oren Whitlock (Marl Valley Fire and Rescue)
	Winifred Aske (NHS Marl Valley)
	Hanna Birch (Brightwell Schools Trust)

	Hugo Bellamy (Tern House)
	Priya Sandhu (Marl Valley NHS Trust)
	Nuala Frey (Brackwater District Council)

	Saoirse Quill (Harrowmere Youth Voice)
	Marek Zieliński (Partnership Office)
	Ottilie Grange (Partnership Office) - notes 
	

	Apologies:

	Gareth Penhale (Harrowmere Council)
	Amara Sillitoe (Tern House)
	Desmond Yarrow (Marl Valley Fire and Rescue)

	Iain Foss (Brightwell Schools Trust)
	Ruth Calloway (Marl Valley Police)
	

	Points of discussion





1.
Introductions and apologies

1.1
Apologies were taken as listed and a quorum was confirmed.
1.2
FOM proposed that Fire and Rescue’s new prevention lead, Ingrid Haslett, be asked to sit on the Board. The Board approved the proposal.


ACTION: OW to invite Ingrid Haslett to the Board’s next induction morning.
2.
Notes of the last meeting
2.1. 
The notes of the June meeting were agreed.
3. 
Partnership Office update 
3.1
MZ walked members through the quarterly update paper (circulated on 9 September, items 1 to 14). The paper was noted by the Board.

Neglect toolkit

3.1 DM described how the neglect toolkit has been used in its first six months. Practitioners like the home conditions scale, and use of it by schools has grown by 20%. A second print run is expected in early spring.
3.2 The Chair asked that schools and housing be part of the next pilot from the start.

3.3 DM was asked to add ‘self-neglect’ to the glossary of the toolkit (p.4, para 2.1).

3.4 The toolkit was signed off by the Board.
ACTION: DM to send the toolkit to all head teachers and housing officers

Reducing repeat missing episodes

3.5 RA reported on the proposal to place one return-interview worker (possibly two) with the police missing persons desk, so that a conversation can be offered within a day of a young person coming home.
3.6 Members felt this would close a real gap. HB from Tern House asked whether a voluntary sector worker could hold the post. RA agreed to raise this with the commissioners, although the funding rules for 2026/27 may not allow it.
Guidance for sub-group chairs

3.7 MZ introduced the guidance for chairs of sub-groups, which had been approved by the Executive in July. It is not binding, but describes how sub-groups report to the Board and when.
3.8 The guidance was signed off by the Board.

ACTION: MZ to publish the guidance at www.harrowmere-partnership.example and tell all sub-group chairs.

Learning and practice

3.9
WA told the Board that the Learning and Practice Sub-group has met again after a year’s pause and will be meeting every two months. It is short of members from probation and from the fire service.

3.10
Members want the sub-group to look at what practitioners find hard, not only at what inspectors ask for. WA agreed to take this to the sub-group’s next planning day.  
ACTION: Anyone from the Board who can spare a practitioner for the sub-group to tell WA.

ACTION: WA to bring the sub-group’s work plan to the next Harrowmere Board meeting.
Information sharing charter
3.11
PS reported that the revised charter is out for signature with four of the ten partners.

ACTION: PS to chase the remaining signatures and report at the next meeting.
5.
Online harm: what young people told us
5.1
SQ presented the findings of the Youth Voice survey, which 412 young people answered. They asked the Board to remember that:

· Most harm starts with somebody they already know, and adults ask about strangers
· Reporting tools are used once and then given up, because nobody answers. 

5.2
In July 2026 the schools trust trialled a peer reporting scheme in three academies, and a write-up is being prepared. The Board would welcome a first look.


ACTION: FOM to circulate the police guide on sextortion to all members (and to Youth Voice’s own network) for comment.

5.3
HB explained how the trust’s form tutors are briefed. Agencies from across the valley – schools, the two councils, the NHS Trust and the police – took part in the briefings in 2025/26.

ACTION: Hanna Birch to share the tutors’ briefing by 30 October 2026.

6.
Working arrangements between the Board and the Executive

6.1
RA set out how papers will travel between the Executive and the Board from the autumn. Papers that commit money will need to be agreed by the Executive before they can be signed off by the Board.
7.
Multi-agency audit programme

7.1
The Board received the audit programme for 2026/27 for information.  It is the first to be planned jointly by all partners.
8.
Probation update


Leonie Brandt gave the following update:
· Recruitment: two of five vacant posts are filled.  Closing date for the others is a fortnight after half term.
· Family approach – LB’s team is writing a short guide with TK. It would be shared with the Board for comment in the new year.
· Unpaid work – Leonie reported on the pilot with the parks service.  An update would be brought to the next Board meeting.

· Housing on release – members discussed the pressures and thanked LB for the figures.

ACTION: LB to ask the prison resettlement team for release figures by district.
9.
Fire service home visits

9.1
OW gave an update on the safe and well visits, including:
· Visits have risen by a third since April.  

· Joint visits with health visitors, now in 2 districts, 

ACTION: OW to offer a joint visit day to the health visiting team

KT to put the visit dates on the partnership calendar

10.
Dates of next meeting 
· ${spoken(next)}, 10am – 12.30pm, Harrowmere Town Hall
`;
}
