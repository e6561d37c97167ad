/** Signs meetings on a connection and a thread of its own. In: the id of a meeting; out: how many rows its log had at that moment. */
import { parentPort, workerData } from 'node:worker_threads';
import { connect } from '#server/store/database/database.ts';

const sqlite = connect(workerData as string, 'FULL');
const count = sqlite
	.prepare<[string], number>(
		'SELECT count(*) FROM update_log JOIN document ON document.number = update_log.document WHERE meeting_id = ?'
	)
	.pluck();
const sign = sqlite.prepare<[string]>("UPDATE meeting SET state = 'signed', signed_at = 1 WHERE id = ?");
const signing = sqlite.transaction((meeting: string) => {
	const rows = count.get(meeting);
	sign.run(meeting);
	return rows;
});
parentPort?.on('message', (meeting: string) => parentPort?.postMessage(signing.immediate(meeting)));
