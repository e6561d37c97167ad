import { expect, test } from 'vitest';
import type { Appended, UpdateLog } from '#server/store/log/updates.ts';
import { Metrics } from './metrics.ts';

test('[R51] counters, histograms and gauges in the format of Prometheus', () => {
	const metrics = new Metrics(() => 0);
	metrics.count('relay_closes_total{code="4400"}');
	metrics.count('relay_closes_total{code="1000"}', 2);
	metrics.observe('relay_sync_seconds', 0.004);
	metrics.observe('relay_sync_seconds', 7);
	const text = metrics.render({ relay_connections: 3 });
	expect(text).toContain(
		'# TYPE relay_closes_total counter\nrelay_closes_total{code="1000"} 2\nrelay_closes_total{code="4400"} 1\n'
	);
	expect(text).toContain(
		'relay_sync_seconds_bucket{le="0.0025"} 0\nrelay_sync_seconds_bucket{le="0.005"} 1\n'
	);
	expect(text).toContain(
		'relay_sync_seconds_bucket{le="+Inf"} 2\nrelay_sync_seconds_sum 7.004\nrelay_sync_seconds_count 2\n'
	);
	expect(text).toContain('# TYPE relay_connections gauge\nrelay_connections 3\n');
});

test('[R51] how far the disk is behind: waiting for the log, and for the sync', async () => {
	let now = 0;
	let answer: Appended = { kind: 'busy' };
	let release = (): void => undefined;
	const metrics = new Metrics(() => now);
	const log = metrics.watched(
		() =>
			({
				append: () => answer,
				synced: () => new Promise<void>((resolve) => (release = resolve))
			}) as unknown as UpdateLog
	)('');
	log.append([]);
	now = 40;
	log.append([]);
	now = 50;
	expect(metrics.lag).toEqual({ log: 50, sync: 0 });
	answer = { kind: 'appended', position: 1, shut: new Map() };
	log.append([]);
	now = 70;
	expect(metrics.lag).toEqual({ log: 0, sync: 20 });
	const first = log.synced();
	now = 80;
	log.append([]);
	release();
	await first;
	// The second commit came while the sync was under way.
	expect(metrics.lag.sync).toBe(10);
	const second = log.synced();
	release();
	await second;
	expect(metrics.lag).toEqual({ log: 0, sync: 0 });
});
