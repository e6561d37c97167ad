/** Where a word ends: whose a word is, is asked of the whole of it [Y3]. */

/** Letters, marks and figures; what joins them (don’t, co-chair); what nobody sees between them, halves of a pair among it. */
const WITHIN = /[\p{L}\p{N}\p{M}\p{Cf}\p{Cs}\p{Co}'’‘_\-\u2010\u2011\u2000-\u200a\u202f\u205f]/u;
/** What a figure is written with: £1,000.50, 10:30, 5 %. */
const OF_FIGURES = /[.,:/%£$€]/;
const FIGURE = /\p{N}/u;
const UNSEEN = /[\p{Cf}\u2000-\u200a\u202f\u205f]/u;

/** @returns whether two characters beside each other belong to one word; UTF-16 units, as Yjs counts them */
export const isOneWord = (a: string, b: string): boolean =>
	(WITHIN.test(a) && WITHIN.test(b)) ||
	(FIGURE.test(a) && OF_FIGURES.test(b)) ||
	(OF_FIGURES.test(a) && FIGURE.test(b));

/** Nothing, or hardly anything, is printed for it. */
export const isUnseen = (sign: string): boolean => UNSEEN.test(sign);
