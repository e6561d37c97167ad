/** `minutebook …`, as it is typed. */
import { runCommand } from './commands/run-command.ts';

// Whatever is written from here on, also by SQLite, is for its owner alone.
process.umask(0o077);
process.exitCode = await runCommand(process.argv.slice(2), process.env);
