import { pino, type Logger } from 'pino';

export type Log = Logger;

/** To the standard output, one JSON object a line. LOG_LEVEL: trace, debug, info, warn, error, silent. */
export const openLog = (level: string | undefined): Log => pino({ level: level ?? 'info', base: null });
