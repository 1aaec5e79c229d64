import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { proposalInWords, readApproved, schools, twiceInWords } from '../../../admin/schools/schools.ts';
import { proposeSchoolNames } from '../../../core/schools/proposal.ts';

const file = join(mkdtempSync(join(tmpdir(), 'schools-')), 'approved.json');
const approve = (content: string) => {
  writeFileSync(file, content);
  return () => readApproved(file);
};
const made = proposeSchoolNames(['Golden Dragon', 'Golden Dragon', 'golden dragn', 'GD'], {
  listed: ['Golden Dragon'],
  known: { 'Golden Dragon': ['GD'] },
});

test('a proposal is shown name by name, with what is alike', () => {
  expect(proposalInWords(made)).toBe(
    [
      'Golden Dragon (2 registrations)',
      '  GD            1 registration  0.00  approved before',
      '  golden dragn  1 registration  0.96',
      '',
      'Where two names are one school’s, set approve to true, and say --apply with the file:',
    ].join('\n'),
  );
  expect(proposalInWords({ clusters: [] })).toBe('No two names look like one school’s.');
});

test.each([
  ['no JSON', '{', 'is not JSON: '],
  ['a list of something else', '[1]', 'is neither a proposal nor a list like school-names.json.'],
  [
    'a proposal in which nothing is approved',
    JSON.stringify({ clusters: [] }),
    'approves nothing: set approve',
  ],
  ['names that contradict each other', '{"A":["x"],"B":["X"]}', '“X” is a spelling of both “A” and “B”.'],
])('%s is refused before the stage is asked', (_, content, problem) => {
  expect(approve(content)).toThrow(problem);
});

test('a file that is not there is refused, and so are two things at once', async () => {
  expect(() => readApproved(`${file}-absent`)).toThrow('cannot be read.');
  const both = schools.read(['--apply', file, '--undo', '2027-03-01T18-20-05-1a2b']);
  await expect(schools.run(...both)).rejects.toThrow('Say --apply or --undo, not both.');
});

test('what is approved is read from the proposal, or from a list', () => {
  expect(approve(`\uFEFF${JSON.stringify(made)}`)()).toEqual({ 'Golden Dragon': ['GD'] });
  expect(approve('{"A":["x"]}')()).toEqual({ A: ['x'] });
});

test('who is registered twice is listed by ids', () => {
  expect(twiceInWords([['cs_1', 'cs_2']])).toEqual([
    '1 person is registered twice, under two spellings of one school:',
    '  cs_1  cs_2',
  ]);
  expect(twiceInWords([])).toEqual([]);
});
