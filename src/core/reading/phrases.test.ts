import { describe, expect, test } from 'vitest';
import { actionMarker, commitmentIn, decisionMarker, decisionVerbIn } from './phrases.ts';

describe('[W1] what announces an action', () => {
	test.each([
		['ACTION: WO to write', 'WO to write'],
		['Action: WO to write', 'WO to write'],
		['Action - WO to write', 'WO to write'],
		['ACTION WO to write', 'WO to write'],
		['ACTION circulate the map', 'circulate the map'],
		['ACTION to write again', 'to write again'],
		['**Action:** Team to check', 'Team to check'],
		['**Action**: Wren - first aid', 'Wren - first aid'],
		['**ACTION 5.2** Review the settings', 'Review the settings'],
		['Actions:', ''],
		['ACTION:', '']
	])('%s', (line, rest) => expect(actionMarker(line)).toEqual({ rest }));
	test.each([
		'Action Learning Sets to be included',
		'Action: None',
		'Action Plan: no report',
		'ACTION PLAN to go to the Board',
		'ACTION plan of the sub-group',
		'ACTION required by Friday',
		'ACTION circulate',
		'ACTIONS FOR NEXT TIME',
		'Action-oriented work',
		'It is appropriate to take action: now'
	])('not “%s”', (line) => expect(actionMarker(line)).toBeNull());
});

describe('[W2] what announces a decision', () => {
	test.each([
		['DECISION: the plan stands', 'agreed', 'the plan stands'],
		['DECISION: The report was noted.', 'noted', 'The report was noted.'],
		['AGREED: the dates', 'agreed', 'the dates'],
		['Noted: the report', 'noted', 'the report'],
		['SIGNED OFF - the guidance', 'signed off', 'the guidance'],
		['**Decision: The Board advised**', 'agreed', 'The Board advised']
	])('%s', (line, verb, rest) => expect(decisionMarker(line)).toEqual({ verb, rest }));
	test.each(['Agreed that', 'Noted by all', 'Decision making'])('not “%s”', (line) =>
		expect(decisionMarker(line)).toBeNull()
	);
});

describe('[W3] decisions in running text', () => {
	test.each([
		['The group approved the idea.', 'approved'],
		['The minutes were agreed as a correct record.', 'agreed'],
		['The report was noted by the group.', 'noted'],
		['The paper was signed off by the Board.', 'signed off'],
		['Members noted the report and approved the budget.', 'approved'],
		['PN spoke to the paper. The report was received and noted.', 'noted'],
		['The budget, which was approved in May, was noted.', 'noted'],
		['It was agreed to write to the mayor.', 'agreed']
	])('%s', (text, verb) => expect(decisionVerbIn(text)).toBe(verb));
	test.each([
		'The motion was not approved.',
		'PN agreed to look into it.',
		'If the paper is approved we go on.',
		'The guidance had been approved by the Leaders.',
		'It will need to be approved by Cabinet prior to sign off by the Board.',
		'No objections were noted.',
		'WO asked whether it was agreed.',
		'PN noted that it rained.'
	])('none in “%s”', (text) => expect(decisionVerbIn(text)).toBeNull());
});

describe('[W4] commitments in running text', () => {
	test.each([
		'PN agreed to look into this proposal.',
		'WO was asked to add a theme (p.6 para 4.3).',
		'An update would be brought to the next meeting.',
		'Estates staff were asked to check the doors.',
		'WO would write to the mayor.',
		'Wren Okafor offered to host.',
		'PN to chase.'
	])('%s', (text) => expect(commitmentIn(`The paper was discussed. ${text} Nobody objected.`)).toBe(text));
	test.each([
		'The group agreed to meet monthly.',
		'The group would welcome comments.',
		'PN would be meeting the chairs in May.',
		'Four boroughs will be attending.',
		'It will need to be approved.'
	])('none in “%s”', (text) => expect(commitmentIn(text)).toBeNull());
});
