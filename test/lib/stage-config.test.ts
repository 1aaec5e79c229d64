import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseStageConfig, readStageConfig } from '../../lib/stage-config.ts';

const stages = join(import.meta.dirname, '../../stages');
const local = JSON.parse(readFileSync(join(stages, 'local.json'), 'utf8'));
const parse = (changes: object) => () =>
  parseStageConfig(JSON.stringify({ ...local, ...changes }), 'stages/x.json');

describe('a stage file', () => {
  test.each(['local.json', 'dev.json', 'prod.example.json'])('%s is a stage', (file) => {
    expect(parseStageConfig(readFileSync(join(stages, file), 'utf8'), file).competition.year).toBe(2027);
  });

  test.each([
    ['a missing key', { mail: { ...local.mail, admin: undefined } }, 'mail.admin'],
    ['an unknown key', { payment: { ...local.payment, curency: 'usd' } }, 'curency'],
    ['a wrong currency', { payment: { mode: 'test', currency: 'USD' } }, 'payment.currency: expected three'],
    [
      'a time zone that is none',
      { competition: { ...local.competition, timeZone: 'Tulsa' } },
      'competition.timeZone',
    ],
    [
      'a last day before the first',
      { competition: { ...local.competition, ends: '2027-03-12' } },
      'competition.ends',
    ],
    [
      'live payments with data that goes with the stack',
      { payment: { mode: 'live', currency: 'usd' } },
      'deleteDataWithStack',
    ],
  ])('with %s fails with the file and the path', (_, changes, path) => {
    expect(parse(changes)).toThrow(path);
    expect(parse(changes)).toThrow('stages/x.json');
  });

  test('that is not JSON, or not there, fails with what to do', () => {
    expect(() => parseStageConfig('{', 'stages/x.json')).toThrow('stages/x.json: not JSON');
    expect(() => readStageConfig('nowhere')).toThrow('The stages are: dev, local');
    expect(() => readStageConfig('../etc')).toThrow('expected a name');
  });

  test('notes are left out, and the stage has its name', () => {
    const directory = mkdtempSync(join(tmpdir(), 'stages-'));
    writeFileSync(join(directory, 'spring.json'), JSON.stringify({ '// why': 'a note', ...local }));
    expect(readStageConfig('spring', directory)).toMatchObject({
      stage: 'spring',
      competition: local.competition,
    });
  });
});
