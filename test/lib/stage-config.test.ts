import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseStageConfig, readStageConfig } from '../../lib/stage-config.ts';

const stages = join(import.meta.dirname, '../../stages');
const local = JSON.parse(readFileSync(join(stages, 'local.json'), 'utf8'));
const parse = (changes: object) => () =>
  parseStageConfig(JSON.stringify({ ...local, ...changes }), 'stages/x.json');

const streamArn = 'arn:aws:dynamodb:us-east-2:111122223333:table/old/stream/2027-01-01T00:00:00.000';

/** A file beside the stages', for as long as a test runs. */
function beside(name: string, content: Uint8Array): string {
  const file = join(stages, name);
  writeFileSync(file, content);
  onTestFinished(() => rmSync(file));
  return name;
}

describe('a stage file', () => {
  test.each(['local.json', 'dev.json', 'prod.example.json'])('%s is a stage', (file) => {
    expect(parseStageConfig(readFileSync(join(stages, file), 'utf8'), file).competition.year).toBe(2027);
  });

  test.each([
    ['a missing key', { mail: { ...local.mail, admin: undefined } }, 'mail.admin'],
    [
      'an admin that is no address',
      { mail: { ...local.mail, admin: ['a@example.com', 'b'] } },
      'mail.admin.1',
    ],
    ['no admin', { mail: { ...local.mail, admin: [] } }, 'mail.admin'],
    [
      'a sender with two addresses',
      { mail: { ...local.mail, from: 'Open <a@example.com>, <b@example.com>' } },
      'mail.from: expected an e-mail address, or a name',
    ],
    ['an empty note', { competition: { ...local.competition, checkIn: ' ' } }, 'competition.checkIn'],
    [
      'more notes than a Lambda has variables for',
      { competition: { ...local.competition, bring: Array(12).fill('김'.repeat(60)) } },
      'competition: checkIn, weighIn and bring together are over 2000 bytes',
    ],
    [
      'a form that is not reached over TLS',
      { competition: { ...local.competition, form: 'http://register.example.com/' } },
      'competition.form: expected an address that starts with https://',
    ],
    [
      'a pace at which Drive would wait for minutes',
      { drive: { folderId: 'x', writesPerSecond: 0.01 } },
      'drive.writesPerSecond: ',
    ],
    ['an unknown key', { payment: { ...local.payment, curency: 'usd' } }, 'curency'],
    ['a wrong currency', { payment: { mode: 'test', currency: 'USD' } }, 'payment.currency: expected three'],
    [
      'a price list that names a product without its price',
      { payment: { ...local.payment, prices: { coach: { base: { product: 'Coach' } } } } },
      'payment.prices.coach.base.amount: ',
    ],
    [
      'a price that nobody can pay in its currency',
      {
        payment: {
          mode: 'test',
          currency: 'huf',
          prices: {
            coach: { base: { product: 'Coach', amount: 500_000 }, fees: [{ product: 'Fee', amount: 150 }] },
          },
        },
      },
      'payment.prices.coach.fees.0.amount: expected a multiple of 100, as Stripe does in huf',
    ],
    [
      'a minimum that nobody can pay in its currency',
      { payment: { mode: 'test', currency: 'kwd', minimum: { coach: 5_005 } } },
      'payment.minimum.coach: expected a multiple of 10',
    ],
    [
      'a minimum beside its prices',
      { payment: { ...local.payment, minimum: { coach: 1_000 } } },
      'payment.minimum: is of no use beside prices',
    ],
    [
      'two ways to tell its payments',
      {
        payment: { ...local.payment, belongs: { clientReferencePrefix: 'a', successUrlPrefix: 'https://b' } },
      },
      'payment.belongs: expected one of metadata, clientReferencePrefix and successUrlPrefix',
    ],
    [
      'no way to tell its payments',
      { payment: { ...local.payment, belongs: {} } },
      'payment.belongs: expected one of',
    ],
    [
      'an address that is none',
      { payment: { ...local.payment, belongs: { successUrlPrefix: 'register.example.com' } } },
      'payment.belongs.successUrlPrefix: expected the beginning of an address',
    ],
    [
      'a way to tell its payments that is none',
      { payment: { ...local.payment, belongs: { referencePrefix: 'a' } } },
      'payment.belongs: Unrecognized key: "referencePrefix"',
    ],
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
      'the days of another year',
      { competition: { ...local.competition, year: 2028 } },
      'competition.ends: is not in the year',
    ],
    [
      'photos in the bucket of the configuration',
      { adopt: { profilePictureBucket: 'all', configBucket: 'all' } },
      'adopt.configBucket: is also the bucket of photos',
    ],
    [
      'a colour that is none',
      { badge: { colours: { coach: 'red' } } },
      'badge.colours.coach: expected a colour',
    ],
    ['a format that is none', { badge: { format: 'A4' } }, 'badge.format'],
    ['a fact that is none', { badge: { facts: ['school', 'email'] } }, 'badge.facts.1'],
    ['a fact twice', { badge: { facts: ['belt', 'belt'] } }, 'badge.facts: names a fact twice'],
    [
      'a logo in another folder',
      { badge: { logo: '../logo.png' } },
      'badge.logo: expected the name of a file',
    ],
    ['a logo that is not there', { badge: { logo: 'nowhere.png' } }, 'nowhere.png is not there'],
    ['a logo that is no picture', { badge: { logo: 'local.json' } }, 'local.json is no JPEG, PNG or WebP'],
    ['a draw in no ring', { brackets: { rings: 0 } }, 'brackets.rings: '],
    ['a rule of the draw that is none', { brackets: { ring: 4 } }, 'brackets: Unrecognized key: "ring"'],
    [
      'more rules of the draw than a Lambda has variables for',
      {
        brackets: {
          ageGroups: Array.from({ length: 90 }, (_, age) => ({ name: `age ${age}`, from: age, to: age })),
        },
      },
      'brackets: over 3000 bytes',
    ],
    ['no calls to Challonge at all', { challonge: { callsPerMonth: 0 } }, 'challonge.callsPerMonth: '],
    ['a version of Challonge that is none', { challonge: { api: 'v2' } }, 'challonge.api: '],
    [
      'the ARN of a table in place of its stream',
      {
        adopt: {
          registrationsTable: 'old',
          registrationsStreamArn: 'arn:aws:dynamodb:us-east-2:111122223333:table/old',
        },
      },
      "adopt.registrationsStreamArn: expected the ARN of a table's stream",
    ],
    [
      'the stream of a table that it does not name',
      { adopt: { registrationsStreamArn: streamArn } },
      'adopt.registrationsStreamArn: is of no use without registrationsTable',
    ],
    ['a region that is none', { region: 'Ohio' }, 'region: expected a region such as us-east-1'],
    ['an account that is none', { account: '1234' }, 'account: expected the twelve digits'],
    [
      'live payments, and no region',
      { payment: { mode: 'live', currency: 'usd' }, deleteDataWithStack: false },
      'region: a stage with live payments says where it is',
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

  test('without a badge design has the default one', () => {
    expect(parse({ badge: undefined })().badge).toEqual({
      format: '3x4',
      image: 'jpeg',
      colours: {
        page: '#ffffff',
        ink: '#14181f',
        muted: '#59616e',
        competitor: '#123a6b',
        coach: '#9f1d2e',
        seminar: '#0c6152',
      },
      facts: ['school', 'ageGroup', 'gender', 'weight', 'belt', 'events'],
    });
  });

  test('keeps the rules of its draw as they stand in the file', () => {
    expect(parse({ brackets: { rings: 6 } })().brackets).toEqual({ rings: 6 });
  });

  test('states only what differs about its badges', () => {
    const { badge } = parse({ badge: { format: 'A6', colours: { coach: '#000000' }, facts: ['belt'] } })();
    expect(badge).toMatchObject({ format: 'A6', image: 'jpeg', facts: ['belt'] });
    expect(badge.colours).toMatchObject({ page: '#ffffff', coach: '#000000' });
  });

  test.each([
    ['JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ['PNG', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
    ['WebP', Buffer.from('RIFF\n\0\0\0WEBPVP8 ')],
  ])('may name a logo beside it: %s', (kind, content) => {
    const logo = beside(`stage-config-test.${kind}`, content);
    expect(parse({ badge: { logo } })().badge.logo).toBe(logo);
  });

  test('with a logo over 1 MB fails', () => {
    const logo = beside('stage-config-test-large.png', Buffer.alloc(1_000_001));
    expect(parse({ badge: { logo } })).toThrow('stage-config-test-large.png is over 1 MB');
  });

  test('may adopt a table with its stream', () => {
    const adopt = { registrationsTable: 'old', registrationsStreamArn: streamArn };
    expect(parse({ adopt })().adopt).toEqual(adopt);
  });

  test('that is not JSON, or does not exist, fails with what to do', () => {
    expect(() => parseStageConfig('{', 'stages/x.json')).toThrow('stages/x.json: not JSON');
    expect(() => readStageConfig('nowhere')).toThrow('The stages are: dev, local');
    expect(() => readStageConfig('../etc')).toThrow('expected a name');
  });

  test("an example's addresses are refused where payments are live, and taken for a trial", () => {
    const directory = mkdtempSync(join(tmpdir(), 'stages-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const live = { ...local, region: 'us-east-1', deleteDataWithStack: false };
    writeFileSync(
      join(directory, 'live.json'),
      JSON.stringify({ ...live, payment: { mode: 'live', currency: 'usd' } }),
    );
    writeFileSync(join(directory, 'trial.json'), JSON.stringify(live));
    expect(() => readStageConfig('live', directory)).toThrow("example.com is nobody's address");
    expect(readStageConfig('trial', directory).stage).toBe('trial');
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
