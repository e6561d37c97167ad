/**
 * What is worked out anew with every key is mostly what it was: parts that are equal are given back as the objects they
 * were, so that whoever shows them sees at one glance that there is nothing to do.
 * @param now plain data: arrays, objects, strings, numbers, booleans, null, undefined
 * @returns data equal to `now`, built of the parts of `before` wherever they are equal
 */
export function reuseEqual<T>(before: T | undefined, now: T): T {
	if (before === now || typeof now !== 'object' || now === null) return now;
	if (typeof before !== 'object' || before === null || Array.isArray(before) !== Array.isArray(now))
		return now;
	const [was, is] = [before as Record<string, unknown>, now as Record<string, unknown>];
	const keys = Object.keys(is);
	let same = keys.length === Object.keys(was).length;
	const settled: Record<string, unknown> = Array.isArray(now) ? ([] as never) : {};
	for (const key of keys) {
		settled[key] = reuseEqual(was[key], is[key]);
		same &&= settled[key] === was[key] && key in was;
	}
	return same ? before : (settled as T);
}
