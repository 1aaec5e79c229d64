import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { priceFrom } from '../../../admin/setup/prices.ts';
import {
  askStageFile,
  findStageFile,
  folderIdIn,
  stageFileOf,
  writeStageFile,
} from '../../../admin/setup/stage-file.ts';
import { Steps } from '../../../admin/setup/step.ts';
import { draftOf } from '../../../admin/setup/terminal.ts';
import { answering, stageAnswers } from './doubles.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'setup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const place = { account: '111122223333', region: 'us-east-1', mails: { anybody: true, perSecond: 50 } };
const ask = (changes: Record<string, string | boolean | string[]> = {}) => {
  const steps = new Steps(() => {});
  return askStageFile(answering({ ...stageAnswers, ...changes }), steps, place);
};
const write = (content: object, confirmed = true) =>
  writeStageFile('prod', content, {
    ...{ ask: answering({ 'stageFile.write': confirmed }), show: () => {} },
    folder,
  });

test('what is answered becomes a stage file, which is read as a stage', async () => {
  const content = await ask();
  expect(content).toEqual({
    account: '111122223333',
    region: 'us-east-1',
    competition: {
      ...{ name: 'Riverside Open', year: 2027, starts: '2027-03-13', ends: '2027-03-14' },
      ...{ venue: '100 Main Street, Tulsa', timeZone: 'America/Chicago' },
    },
    mail: {
      from: 'registration@riverside.org',
      contact: 'info@riverside.org',
      admin: ['Jo <jo@riverside.org>', 'sam@riverside.org'],
      perSecond: 50,
    },
    registration: { freeTypes: ['coach', 'seminar'], badges: true },
    payment: {
      ...{ mode: 'live', currency: 'usd' },
      prices: {
        competitor: {
          base: { product: 'Competitor Registration', amount: 8500 },
          additionalEvent: { product: 'Additional Event', amount: 1500 },
        },
      },
    },
    drive: { folderId: '1AbC-d_e' },
    brackets: { weightUnit: 'kg' },
    challonge: {},
  });
  await write(content);
  expect(findStageFile('prod', folder)).toMatchObject({ stage: 'prod', payment: { mode: 'live' } });
});

test.each([
  ['competition.timeZone', 'Chicago', 'IANA time zone'],
  ['competition.starts', '13.3.2027', 'Invalid ISO date'],
  ['competition.ends', '2027-03-12', 'It is before the first.'],
  ['competition.form', 'http://form.example', 'https://'],
  ['mail.from', 'nobody', 'e-mail address'],
  ['mail.perSecond', '0', 'Too small'],
  ['mail.admin', 'jo@riverside.org, nobody', 'e-mail address'],
  ['payment.currency', 'dollars', 'three lower-case letters'],
  ['prices.competitor', '85', 'the product’s name'],
])('%s cannot be %s', async (key, answer, why) => {
  await expect(ask({ [key]: answer })).rejects.toThrow(why);
});

test('it is not written without a yes, nor over another one, nor when it is wrong', async () => {
  const content = await ask();
  await expect(write(content, false)).rejects.toThrow('Nothing was written.');
  expect(findStageFile('prod', folder)).toBeUndefined();
  const examples = await ask({ 'mail.from': 'registration@example.com' });
  await expect(write(examples)).rejects.toThrow('nobody');
  writeFileSync(stageFileOf('prod', folder), '{}');
  await expect(write(content)).rejects.toThrow('EEXIST');
  expect(() => findStageFile('prod', folder)).toThrow('is not a stage');
});

test('the draft of a stage file outlasts the command, until the file is written', () => {
  draftOf('prod', folder).set('competition.name', 'Riverside Open');
  const next = draftOf('prod', folder);
  expect(next.get('competition.name')).toBe('Riverside Open');
  next.remove();
  next.set('google.keyFile', '/home/jo/key.json');
  expect(draftOf('prod', folder).get('competition.name')).toBeUndefined();
  expect(draftOf('prod', folder).get('google.keyFile')).toBeUndefined();
});

test('prices from a file are taken as they are, and a file that is none is refused', async () => {
  const file = join(folder, 'prices.json');
  const prices = { competitor: { base: { product: 'prod_1', name: 'Registration', amount: 8500 } } };
  writeFileSync(file, JSON.stringify(prices));
  const answered = { 'payment.prices': 'file', 'payment.pricesFile': file };
  expect(await ask(answered)).toMatchObject({ payment: { prices } });
  writeFileSync(file, '{"competitor": {}}');
  await expect(ask(answered)).rejects.toThrow('competitor.base');
  expect(readFileSync(file, 'utf8')).toBe('{"competitor": {}}');
});

test('a price is a product and an amount of its currency', () => {
  expect(priceFrom('Competitor Registration 85', 'usd')).toEqual({
    product: 'Competitor Registration',
    amount: 8500,
  });
  expect(priceFrom('price_1QabC 8500', 'jpy')).toEqual({ product: 'price_1QabC', amount: 8500 });
  expect(priceFrom('Registration 85.005', 'usd')).toBeUndefined();
  expect(priceFrom('Registration 85,00', 'usd')).toBeUndefined();
});

test('a folder is given by its address or its id', () => {
  expect(folderIdIn('https://drive.google.com/drive/u/0/folders/1AbC')).toBe('1AbC');
  expect(folderIdIn('1AbC')).toBe('1AbC');
});
