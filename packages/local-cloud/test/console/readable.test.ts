import { expect, test } from 'vitest';
import { withLinks } from '../../console/links.ts';
import { causeOf, readable, timeUntil } from '../../console/readable.ts';

test('JSON is indented, with the JSON in its texts unfolded; other text stays', () => {
  const body = JSON.stringify({ Body: JSON.stringify({ ids: [1] }), note: '[not JSON', n: 1 });
  expect(JSON.parse(readable(body))).toEqual({ Body: { ids: [1] }, note: '[not JSON', n: 1 });
  expect(readable(body)).toContain('\n  "Body": {\n');
  expect(readable('plain')).toBe('plain');
});

test('the cause of a function’s failure is its message, and where it was thrown', () => {
  const trace = ['Error: no', '    at handler'];
  expect(causeOf(JSON.stringify({ errorType: 'Error', errorMessage: 'no', trace }))).toEqual({
    message: 'no',
    trace,
  });
  expect(causeOf('no')).toEqual({ message: 'no', trace: [] });
});

test.each([
  [1_000, 'now'],
  [1_001, '1 s'],
  [120_000, '119 s'],
  [600_000, '10 min'],
  [3 * 3_600_000, '3 h'],
])('at second 1, %i ms is in %s', (then, words) => {
  expect(timeUntil(then, 1_000)).toBe(words);
});

const states = 'arn:aws:states:us-east-1:000000000000';

test.each([
  [`${states}:execution:registration:entry_1`, '/executions/entry_1?machine=registration'],
  [
    `${states}:execution:job/label:uuid`,
    `/children/${encodeURIComponent(`${states}:execution:job/label:uuid`)}`,
  ],
  [
    `${states}:mapRun:job/label:uuid`,
    `/executions?run=${encodeURIComponent(`${states}:mapRun:job/label:uuid`)}`,
  ],
])('in text, %s is a link to its page', async (arn, href) => {
  const shown = String(await withLinks(`"started": "${arn}" <b>`));
  expect(shown).toBe(`&quot;started&quot;: &quot;<a href="${href}">${arn}</a>&quot; &lt;b&gt;`);
});
