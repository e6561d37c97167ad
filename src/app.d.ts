import type { Config } from '#server/config.ts';
import type { Actor, Deps } from '#server/usecases/kernel/deps.ts';

declare global {
	namespace App {
		interface Locals {
			/** Who asks; null on the pages that need nobody. */
			actor: Actor | null;
			/** The id of their session. */
			session: string | null;
			deps: Deps;
			config: Config;
			/** There is room on the disk for more than to finish what was begun. */
			hasRoom: boolean;
			/** Something could not be written for want of room while this was answered. */
			storageFull: boolean;
		}
		interface Error {
			message: string;
			/** Of a bug: what stands beside it in the server's log. */
			reference?: string;
		}
	}
}

export {};
