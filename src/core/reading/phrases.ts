/** The words by which minutes announce an action or a decision. All patterns are anchored or bounded: linear on any line. */
import { leadingOwners, type Knows } from './read-owners.ts';
import type { Verb } from '#core/minutes/minutes.ts';
import { sentences } from './sentences.ts';

const DRESS = /^[\s*_>=#]{0,12}/;
const UNDRESS = /^[\s*_]{0,8}/;
const ACTION =
	/^(ACTIONS?|Actions?)(?:\s(?:items?|points?|ITEMS?|POINTS?))?(?:\s\d{1,4}(?:[./-]\d{1,4}){0,3})?[*_]{0,2}\s{0,3}(:|[-–—](?=\s|[*_]))[*_]{0,2}/;
const BARE_ACTION = /^ACTION\s{1,3}(\d{1,4}(?:[./-]\d{1,4}){0,3}[*_]{0,2}\s{1,3})?(?=\S)/;
/** "ACTION circulate the paper", not "ACTION plan" or "ACTION required". */
const BEFORE_ORDER =
	/^(?!(?:plans?|planning|points?|items?|logs?|lists?|learning|research|sets?|trackers?|registers?|groups?|teams?|needed|required|requested|taken|agreed|completed?|outstanding|owners?|due|deadlines?|dates?|notes?|for|from|on|at|of|in|by|is|are|was|were|has|have|had|will|would|should|must|may|can|and|or|as|with|under|until|after|before|below|above)(?![\p{L}]))\p{Ll}[\p{L}-]{1,30}\s\S/u;
const NOTHING = /^(?:none|nil|n\/a|no\sactions?|no\sfurther\sactions?|not\sapplicable)\b[.\s]{0,4}$/i;

function undressed(line: string): string {
	return line.slice(DRESS.exec(line)?.[0].length ?? 0);
}

/** What stands behind a marker, without the emphasis marks around it. */
function behind(line: string, from: number): string {
	const rest = line.slice(from);
	const words = rest.slice(UNDRESS.exec(rest)?.[0].length ?? 0).trimEnd();
	const bold = line.slice(0, from).includes('*') || words.indexOf('**') < words.length - 2;
	return bold || !words.endsWith('**') ? words : words.slice(0, -2);
}

/**
 * [W1] Does the line announce an action? "ACTION:", "Action -", "**Action:**", "Actions:", "ACTION 5.2 Review …", "ACTION ID to …",
 * "ACTION circulate …".
 * Not "Action Learning Sets", "Action: None", "Action Plan: …". `rest` is '' when the words stand on the next line.
 */
export function actionMarker(line: string, knows?: Knows): { readonly rest: string } | null {
	const text = undressed(line);
	const marked = ACTION.exec(text);
	if (marked) {
		const rest = behind(text, marked[0].length);
		return NOTHING.test(rest) ? null : { rest };
	}
	const bare = BARE_ACTION.exec(text);
	if (!bare) return null;
	const rest = behind(text, bare[0].length);
	return bare[1] !== undefined || BEFORE_ORDER.test(rest) || leadingOwners(rest, knows) !== null
		? { rest }
		: null;
}

const DECISION =
	/^(DECISIONS?|Decisions?|AGREED|Agreed|RESOLVED|Resolved|NOTED|Noted|APPROVED|Approved|ENDORSED|Endorsed|RATIFIED|Ratified|SIGNED[\s-]OFF|Signed[\s-]off)(?:\s\d{1,4}(?:[./-]\d{1,4}){0,3})?[*_]{0,2}\s{0,3}(?::|[-–—](?=\s|[*_]))[*_]{0,2}/;

const VERB_OF: Readonly<Record<string, Verb>> = {
	agreed: 'agreed',
	resolved: 'agreed',
	noted: 'noted',
	approved: 'approved',
	endorsed: 'approved',
	ratified: 'approved',
	adopted: 'approved',
	accepted: 'approved',
	'signed off': 'signed off'
};

const verbOf = (word: string): Verb => VERB_OF[word.toLowerCase().replace(/[\s-]+/, ' ')] ?? 'agreed';

/** [W2] "DECISION:", "AGREED:", "NOTED:" … at the start of a line. A bare "DECISION:" takes the verb of its words, else "agreed". */
export function decisionMarker(line: string): { readonly verb: Verb; readonly rest: string } | null {
	const text = undressed(line);
	const marked = DECISION.exec(text);
	if (!marked) return null;
	const rest = behind(text, marked[0].length);
	if (NOTHING.test(rest)) return null;
	const named = /^decision/i.test(marked[1] ?? '') ? decisionVerbIn(rest) : verbOf(marked[1] ?? '');
	return { verb: named ?? 'agreed', rest };
}

const DONE = '(agreed|resolved|noted|approved|endorsed|ratified|adopted|accepted|signed[\\s-]off)';
const HOW =
	'(?:(?:formally|unanimously|also|duly|then|all|both|subsequently|therefore|now|again|generally|hereby)\\s){0,2}';
/** "The notes were agreed." Not "will be agreed", "had been approved", "to be signed off". */
const PASSIVE = new RegExp(
	`(?<![\\p{L}])(was|were|is|are)\\s(?:(?:received|discussed|considered|presented|reviewed)\\sand\\s)?${HOW}${DONE}(?![\\p{L}-])`,
	'giu'
);
/** "The group approved the suggestion." One person who notes or agrees does not decide for the board. */
const ACTIVE = new RegExp(
	`(?<![\\p{L}-])(?:board|group|panel|committee|members|meeting|partnership|executive|council|cabinet|trustees|governors|forum|sub-?group|all)\\s(?:(?:has|have)\\s)?${HOW}${DONE}(?![\\p{L}-])`,
	'giu'
);
/** "… noted the report and approved the budget." */
const AND = new RegExp(`\\sand\\s${HOW}${DONE}\\s(?=the\\b|a\\b|that\\b|its\\b|this\\b)`, 'giu');
const OPEN =
	/(?:^|[\s,(])(?:if|once|until|till|unless|when|whether|before|after|as|that|which|who|what|where|while|whilst|should|could|would|may|might|not|never|nothing|none|neither|nor|no|previously|already|provided)(?=[\s,])/i;
const STRENGTH: readonly Verb[] = ['noted', 'agreed', 'approved', 'signed off'];

/**
 * [W3] What running text says the board did: "The group approved the suggestion." → approved. Not what was not, may be or had
 * been; not one person's undertaking ("MS agreed to look into it"). Of several the strongest.
 */
export function decisionVerbIn(text: string): Verb | null {
	return decisionsIn(text).reduce<Verb | null>(
		(best, { verb }) => (best === null || STRENGTH.indexOf(verb) > STRENGTH.indexOf(best) ? verb : best),
		null
	);
}

/** Every sentence in which the board decided something, with its verb. */
export function decisionsIn(text: string): { readonly verb: Verb; readonly text: string }[] {
	return sentences(text).flatMap((sentence) => {
		const verb = verbOfSentence(sentence);
		return verb === null ? [] : [{ verb, text: sentence }];
	});
}

/** Cheap, before anything dear: most sentences decide nothing. */
const ANY_DONE = /agreed|resolved|noted|approved|endorsed|ratified|adopted|accepted|signed/i;
const ANY_PROMISE =
	/agreed|offered|undert|volunteered|promised|committed|proposed|asked|requested|tasked|invited|instructed|would|will|\sto\s/i;

function verbOfSentence(sentence: string): Verb | null {
	if (!ANY_DONE.test(sentence)) return null;
	let best: Verb | null = null;
	const consider = (index: number, length: number, word: string, passive: boolean) => {
		// Only the clause it stands in, and a bounded piece of it.
		const before = sentence.slice(Math.max(0, index - 60), index);
		const clause = before.slice(
			Math.max(before.lastIndexOf(';'), before.lastIndexOf(','), before.lastIndexOf(' and ')) + 1
		);
		const after = sentence.slice(index + length, index + length + 24);
		if (OPEN.test(clause) || /^\s(?:not|to\sdisagree)\b/.test(after)) return;
		if (passive && /^\sto\s(?!the\b|a\b|this\b|by\b)/.test(after) && !/\bit\s$/i.test(before)) return;
		const verb = verbOf(word);
		if (best === null || STRENGTH.indexOf(verb) > STRENGTH.indexOf(best)) best = verb;
	};
	for (const match of sentence.matchAll(PASSIVE))
		consider(match.index, match[0].length, match[2] ?? '', true);
	for (const match of sentence.matchAll(ACTIVE))
		consider(match.index, match[0].length, match[1] ?? '', false);
	if (best !== null)
		for (const match of sentence.matchAll(AND)) consider(match.index, match[0].length, match[1] ?? '', false);
	return best;
}

const NOT_BODY =
	'(?!(?:Board|Group|Panel|Committee|Members|Council|Councils|Partnership|Executive|Meeting|Cabinet|Forum)\\s)';
const WHO = `${NOT_BODY}(?:\\p{Lu}{2,6}[a-z]?|[Tt]he\\s(?:[Cc]hair|[Ss]ecretariat|[Cc]lerk|[Ss]ecretary|[Tt]reasurer)|(?!The\\s)\\p{Lu}[\\p{L}’'-]{1,30}(?:\\s\\p{Lu}[\\p{L}’'-]{1,30}){0,2})`;
const ALSO = '(?:(?:also|kindly|then|both|all|therefore|subsequently)\\s)?';
const UNDERTOOK = new RegExp(
	`(?<![\\p{L}])${WHO}\\s${ALSO}(?:(?:has|have|had)\\s)?(?:agreed|offered|undertook|undertaken|volunteered|promised|committed|proposed)\\sto\\s(?!be\\b|disagree\\b)`,
	'u'
);
const ASKED = new RegExp(
	`(?<![\\p{L}])(?:was|were|is|are)\\s${ALSO}(?:asked|requested|tasked|invited|instructed)\\s(?:to|with)\\s`,
	'iu'
);
const WOULD = new RegExp(
	`(?<![\\p{L}])(?:\\p{Lu}{2,6}[a-z]?|The\\s(?:Chair|Secretariat|Clerk|Secretary)|\\p{Lu}\\p{Ll}{1,20}\\s\\p{Lu}[\\p{L}’'-]{1,30})\\s(?:would|will)\\s${ALSO}(?!be\\b|not\\b|like\\b|need\\b|welcome\\b|have\\b|include\\b|remain\\b|continue\\b|become\\b|appear\\b|seem\\b|require\\b|benefit\\b|prefer\\b|cost\\b|receive\\b)\\p{Ll}{2,20}\\b`,
	'u'
);
const WOULD_BE =
	/(?:would|will)\s(?:also\s|then\s)?be\s(?:brought|presented|circulated|shared|reported|provided|sent|arranged|updated|submitted|issued|made|raised|invited|added|prepared|drafted|produced|contacted|followed\sup|taken\s(?:back|forward))(?![\p{L}-])/iu;
const TO_WRITE = /(?<![\p{L}])it\swas\s(?:also\s)?agreed\s(?:to|that\s[^.]{1,60}\s(?:should|would|will))\s/iu;
const CONDITIONAL = /^(?:if|unless|had)\s/i;

/** [W4] The first sentence of running text in which somebody takes on something without the word "action", or null. */
export function commitmentIn(text: string, knows?: Knows): string | null {
	return commitmentsIn(text, knows)[0] ?? null;
}

/** All such sentences: "MS was asked to …", "CC agreed to look into …", "An update would be brought to the next meeting." */
export function commitmentsIn(text: string, knows?: Knows): string[] {
	return sentences(text).filter((sentence) => {
		const bounded = sentence.slice(0, 2000);
		if (!ANY_PROMISE.test(bounded) || CONDITIONAL.test(bounded)) return false;
		return (
			UNDERTOOK.test(bounded) ||
			ASKED.test(bounded) ||
			WOULD.test(bounded) ||
			WOULD_BE.test(bounded) ||
			TO_WRITE.test(bounded) ||
			isOrder(bounded, knows)
		);
	});
}

/** "HR to chase." */
function isOrder(sentence: string, knows?: Knows): boolean {
	const owners = leadingOwners(sentence, knows);
	return owners !== null && /^to\s/.test(owners.rest);
}
