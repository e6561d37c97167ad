/**
 * [O6] A whole meeting kept on this device, where its person chose so: for a day, locked with a key of its own that lies
 * beside it and goes with it. Without that choice nothing but unsent words lies here.
 */
import {
	changeWhole,
	dropWhole,
	putWhole,
	wholeMeeting,
	wholeMeetings,
	type WholeMeeting
} from './device-store.ts';
import { Vault } from './vault.ts';

const DAY_MS = 24 * 60 * 60_000;

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array | null): string | null => bytes && new TextDecoder().decode(bytes);

/** Where SvelteKit asks for the data of a meeting's page. */
const dataOf = async (meeting: string): Promise<string> => {
	const answer = await fetch(`/meetings/${meeting}/__data.json`);
	if (!answer.ok) throw new Error(`the data of the page: ${answer.status}`);
	return answer.text();
};

/**
 * From now for a day; the text follows.
 * @param name of the page
 * @returns when that is over
 */
export async function keepWhole(meeting: string, person: string, name: string): Promise<number> {
	const vault = await Vault.fresh();
	const page = await vault.seal(encode(await dataOf(meeting)), meeting);
	const at = Date.now();
	await putWhole({
		meeting,
		person,
		key: vault.key,
		until: at + DAY_MS,
		at,
		name: await vault.seal(encode(name), meeting),
		page,
		text: null
	});
	return at + DAY_MS;
}

/** undefined: not kept, or no longer. What is over is removed by whoever looks. */
export async function keptWhole(meeting: string): Promise<WholeMeeting | undefined> {
	const row = await wholeMeeting(meeting);
	if (!row || row.until > Date.now()) return row;
	await dropWhole(meeting);
	return undefined;
}

/** The page of a meeting that is kept shows something else now: roster, agenda, rights, the signature. Without a line it stays. */
export async function renewPage(meeting: string, name: string): Promise<void> {
	try {
		const row = await keptWhole(meeting);
		if (!row) return;
		const vault = Vault.with(row.key);
		await changeWhole(meeting, {
			name: await vault.seal(encode(name), meeting),
			page: await vault.seal(encode(await dataOf(meeting)), meeting)
		});
	} catch {
		// Not connected, or a browser that keeps nothing.
	}
}

/** Somebody is signed in here now: what others kept on this device is over. */
export async function dropOthers(person: string): Promise<void> {
	for (const row of await wholeMeetings()) if (row.person !== person) await dropWhole(row.meeting);
}

/** @param text the document of that epoch as a Yjs update */
export async function renewText(
	meeting: string,
	epoch: number,
	text: Uint8Array<ArrayBuffer>
): Promise<void> {
	const row = await keptWhole(meeting);
	if (row)
		await changeWhole(meeting, {
			at: Date.now(),
			epoch,
			text: await Vault.with(row.key).seal(text, meeting)
		});
}

export { dropWhole as giveUpWhole };

/** What stands on the device for somebody without a line. */
export async function pageOf(row: WholeMeeting): Promise<string | null> {
	return decode(await Vault.with(row.key).unseal(row.page, row.meeting));
}

/** The document as a Yjs update; null: none. */
export async function textOf(row: WholeMeeting): Promise<Uint8Array | null> {
	return row.text && Vault.with(row.key).unseal(row.text, row.meeting);
}

/** Meetings that open without a network, with their names. */
export async function openable(): Promise<{ readonly meeting: string; readonly name: string }[]> {
	const found: { meeting: string; name: string }[] = [];
	for (const { meeting } of await wholeMeetings()) {
		const row = await keptWhole(meeting);
		const name = row && decode(await Vault.with(row.key).unseal(row.name, meeting));
		if (name) found.push({ meeting, name });
	}
	return found;
}
