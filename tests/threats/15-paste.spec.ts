/** Threat 15: what is pasted from mails, Word and pages brings more than its words. With the real editors and no server. */
import { expect, type Request } from '@playwright/test';
import { openWorld, test } from '../e2e/editors/open-world.ts';

test('threat 15 pictures, frames, styles and scripts that are pasted ask nobody and leave nothing', async ({
	browser
}) => {
	const { page, world } = await openWorld(browser);
	const asked: string[] = [];
	page.on('request', (request: Request) => asked.push(request.url()));
	const html = `<html><head><link rel="stylesheet" href="https://tracker.example/a.css"><base href="https://tracker.example/">
		<style>@import "https://tracker.example/b.css"; p { background: url(https://tracker.example/c.png) }</style></head>
		<body><p>Seen<img src="https://tracker.example/pixel.gif" onerror="window.harmed = 1" width="1" height="1"></p>
		<p style="background:url(https://tracker.example/d.png)">Also <a href="javascript:window.harmed=1" ping="https://tracker.example/p">seen</a></p>
		<iframe src="https://tracker.example/f"></iframe><object data="https://tracker.example/o"></object>
		<svg onload="window.harmed = 1"><image href="https://tracker.example/s.png"/></svg>
		<video poster="https://tracker.example/v.png" src="https://tracker.example/v.mp4"></video>
		<script>window.harmed = 1</script><form action="https://tracker.example/"><button autofocus onfocus="window.harmed=1"></button></form>
		</body></html>`;
	const read = await world.evaluate(({ open, lines, paste }, text) => {
		const [nora] = open();
		if (!nora) return [];
		nora.at(0, 0, 0);
		paste(nora, 0, { html: text });
		const { dom } = nora.editor(0).view;
		return [lines(nora), dom.querySelectorAll('img,iframe,object,svg,video,script,form,a,[onerror]').length];
	}, html);
	expect(read).toEqual([['point Seen', 'point Also seen'], 0]);
	// Whatever would be asked for is asked for by the next frame that is drawn.
	await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
	expect(asked).toEqual([]);
	expect(await page.evaluate(() => 'harmed' in window)).toBe(false);
	await page.close();
});

test('threat 15 what nobody saw where it was copied is not pasted', async ({ world }) => {
	const html = `<p>Seen<span style="display:none"> hidden one</span><span style="mso-hide:all"> hidden two</span></p>
		<div hidden>hidden three</div><p style="VISIBILITY: hidden">hidden four</p><template><p>hidden five</p></template>
		<!-- hidden six --><noscript>hidden seven</noscript>`;
	expect(
		await world.evaluate(({ open, lines, paste }, text) => {
			const [nora] = open();
			if (!nora) return [];
			nora.at(0, 0, 0);
			paste(nora, 0, { html: text });
			return lines(nora);
		}, html)
	).toEqual(['point Seen']);
});

test('threat 15 a table of five thousand cells and tags without end are lines, and the page goes on', async ({
	world
}) => {
	const cells = Array.from({ length: 5000 }, (_unused, n) => `<td>cell ${n}</td>`).join('');
	const html = `<table><tr>${cells}</tr></table>${'<div><b>'.repeat(20_000)}deep${'</b></div>'.repeat(20_000)}`;
	expect(
		await world.evaluate(({ open, lines, paste }, text) => {
			const [nora] = open();
			if (!nora) return [];
			nora.at(0, 0, 0);
			paste(nora, 0, { html: text });
			const read = lines(nora);
			nora.type(0, '!');
			return [read.length > 5000, read[0], lines(nora).at(-1)];
		}, html)
	).toEqual([true, 'point cell 0', 'point deep!']);
});
