/** Letters as people compare them: without accents, without case, one kind of apostrophe. */

const SINGLE: Readonly<Record<string, string>> = {
	ı: 'i',
	ł: 'l',
	ø: 'o',
	đ: 'd',
	ß: 'ss',
	æ: 'ae',
	œ: 'oe',
	'’': "'",
	'‘': "'",
	ʼ: "'",
	'`': "'",
	'\u00a0': ' '
};

/** "Çağıl O’Hara" → "cagil o'hara". */
export function foldLetters(text: string): string {
	if (!/[^ -_a-~]/.test(text)) return text.toLowerCase();
	return text
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[ıłøđßæœ’‘ʼ`\u00a0]/g, (letter) => SINGLE[letter] ?? letter);
}

const TITLES = new Set(
	(
		'mr mrs ms miss mx dr prof professor sir dame lord lady baroness cllr councillor rev revd reverend fr canon hon rt ' +
		'the det ds di dci dsupt dcs pc sgt insp inspector supt superintendent ch chief constable acc cdr commander judge hhj'
	).split(' ')
);

/** The words of a name without titles, bracketed parts and what stands behind a comma: "Cllr Ann Lee (GOL), OBE" → Ann, Lee. */
export function nameWords(name: string): string[] {
	return withoutTitles(
		withoutDetails(name)
			.split(/[\s\-‐‑]/)
			.filter((word) => /\p{L}/u.test(word))
	);
}

function withoutDetails(name: string): string {
	if (!/[([,]/.test(name)) return name;
	let depth = 0;
	let bare = '';
	for (const letter of name) {
		if (letter === '(' || letter === '[') depth++;
		else if (letter === ')' || letter === ']') depth = Math.max(0, depth - 1);
		else if (letter === ',' && bare.trim() !== '') break;
		else if (depth === 0) bare += letter;
	}
	return bare;
}

function withoutTitles(words: string[]): string[] {
	let first = 0;
	while (first < words.length - 1 && TITLES.has(foldLetters(words[first] ?? '').replaceAll('.', ''))) first++;
	return first === 0 ? words : words.slice(first);
}

/** What two spellings of one name have in common: "Dr. Anne-Marie O’Neil" and "anne marie oneil". */
export function nameKey(name: string): string {
	return nameWords(name)
		.map((word) => foldLetters(word).replace(/[^\p{L}\p{N}]/gu, ''))
		.join(' ');
}
