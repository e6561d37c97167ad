/** A courier in a process of its own, to be killed. DATA_DIR, SMTP_URL; AHEAD_MS: how far its clock runs ahead. */
import { startCourier } from '#server/mail/courier.ts';
import { openDatabase } from '#server/store/database/database.ts';

const ahead = Number(process.env['AHEAD_MS'] ?? '0');
startCourier({
	db: openDatabase(process.env['DATA_DIR'] ?? ''),
	smtpUrl: process.env['SMTP_URL'] ?? '',
	mailFrom: 'minutes@harbour.example',
	now: () => Date.now() + ahead,
	log: () => undefined,
	pollMs: 5
});
