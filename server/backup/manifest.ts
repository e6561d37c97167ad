/** What a backup says of itself: written last, so that a folder without it is not a backup. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

export const MANIFEST = 'manifest.json';
const FORMAT = 1;
const SHA256 = /^[0-9a-f]{64}$/;
/** Below the folder of the backup, forwards only. */
const PLACE = /^(?!.*\.\.)[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*){0,2}$/;

export interface BackedUpFile {
	/** From the folder of the backup, with slashes. */
	readonly file: string;
	readonly bytes: number;
	readonly sha256: string;
}

export interface BackedUpHead {
	/** A board's id, or `installation`. */
	readonly chain: string;
	readonly sequence: number;
	readonly head: string;
}

export interface Manifest {
	readonly format: typeof FORMAT;
	/** The version of Minutebook that took it. */
	readonly minutebook: string;
	/** ISO 8601, UTC: everything that was saved before this is in it. */
	readonly began: string;
	readonly ended: string;
	readonly migrations: readonly string[];
	readonly files: readonly BackedUpFile[];
	/** [L9] Where each chain of evidence ended in it; left out by versions before there were chains. */
	readonly heads?: readonly BackedUpHead[];
	/** What was wrong with the data that were copied, in sentences. None: the copy was opened, and all of it holds. */
	readonly problems: readonly string[];
}

/** As text, with a digest of all the rest in front. */
export function writeManifest(manifest: Omit<Manifest, 'format'>): string {
	const body = { format: FORMAT, ...manifest };
	return `${JSON.stringify({ digest: digestOf(body), ...body }, null, '\t')}\n`;
}

/** @returns a sentence where there is no manifest, or it is not as it was written */
export async function readManifest(folder: string): Promise<Manifest | string> {
	let text: string;
	try {
		text = await readFile(path.join(folder, MANIFEST), 'utf8');
	} catch {
		return `${folder} is not a backup: it has no ${MANIFEST}.`;
	}
	const damaged = `The ${MANIFEST} in ${folder} is damaged.`;
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		return damaged;
	}
	if (typeof parsed !== 'object' || parsed === null) return damaged;
	const { digest, ...body } = parsed as { digest?: unknown } & Record<string, unknown>;
	if (body['format'] !== FORMAT && typeof body['format'] === 'number')
		return `The backup in ${folder} was taken by a newer Minutebook (form ${body['format']}). Restore it with that one.`;
	if (digest !== digestOf(body)) return damaged;
	const manifest = body as unknown as Manifest;
	return manifest.files.every(({ file, sha256 }) => PLACE.test(file) && SHA256.test(sha256))
		? manifest
		: damaged;
}

const digestOf = (body: object): string => createHash('sha256').update(JSON.stringify(body)).digest('hex');

export async function describeFile(folder: string, file: string): Promise<BackedUpFile> {
	const place = path.join(folder, ...file.split('/'));
	const hash = createHash('sha256');
	let bytes = 0;
	for await (const chunk of createReadStream(place) as AsyncIterable<Buffer>) {
		hash.update(chunk);
		bytes += chunk.length;
	}
	return { file, bytes, sha256: hash.digest('hex') };
}

/** @returns what is missing or not as it was copied, one sentence each */
export async function compareWithManifest(folder: string, manifest: Manifest): Promise<string[]> {
	const problems: string[] = [];
	for (const { file, bytes, sha256 } of manifest.files) {
		const found = await stat(path.join(folder, file)).catch(() => null);
		if (found === null) problems.push(`${file} is missing.`);
		else if (found.size !== bytes || (await describeFile(folder, file)).sha256 !== sha256)
			problems.push(`${file} is not as it was backed up.`);
	}
	return problems;
}
