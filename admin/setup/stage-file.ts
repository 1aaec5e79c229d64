/** The stage file: asked for, shown, and written once. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { registrationType } from '../../core/domain/registration-type.ts';
import {
  checkStageFile,
  type StageConfig,
  StageConfigError,
  stageFileProblems,
} from '../../lib/stage-config.ts';
import { CommandError } from '../command-error.ts';
import type { Asker } from './asker.ts';
import type { MailLimits } from './aws-account.ts';
import { askPrices } from './prices.ts';
import type { QuestionKey } from './questions.ts';
import type { Steps } from './step.ts';

export const stagesFolder = join(import.meta.dirname, '../../stages');
export const stageFileOf = (stage: string, folder = stagesFolder) => join(folder, `${stage}.json`);

/** The stage as its file describes it; undefined when there is none. @throws CommandError when it is wrong. */
export function findStageFile(stage: string, folder = stagesFolder): StageConfig | undefined {
  const file = stageFileOf(stage, folder);
  if (!existsSync(file)) return undefined;
  return { ...checked(readFileSync(file, 'utf8'), file), stage };
}

function checked(text: string, file: string): Omit<StageConfig, 'stage'> {
  try {
    return checkStageFile(text, file);
  } catch (error) {
    if (error instanceof StageConfigError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}

/** What a stage takes when its file says nothing. */
const usualMailsPerSecond = 14;

const types = registrationType.options.map((value) => ({ value, name: value }));

/** @param account that the credentials are for. @returns the content of a stage file. */
export async function askStageFile(
  ask: Asker,
  { say }: Steps,
  { account, region, mails }: { account: string; region: string; mails: MailLimits },
): Promise<object> {
  const pinned = await ask.confirm('account', {
    ask: `Deploy this stage to account ${account} only, whatever credentials are used later?`,
  });

  const name = await ask.text('competition.name', {
    ask: 'Name of the competition',
    ...whole('competition.name'),
  });
  const starts = await ask.text('competition.starts', {
    ask: 'First day (2027-03-13)',
    ...whole('competition.starts'),
  });
  const ends = await ask.text('competition.ends', {
    ...{ ask: 'Last day', default: starts },
    problem: (day) =>
      whole('competition.ends').problem(day) ?? (day < starts ? 'It is before the first.' : undefined),
  });
  const venue = await ask.text('competition.venue', {
    ask: 'Venue: name and address (optional)',
    optional: true,
  });
  const timeZone = await ask.text('competition.timeZone', {
    ask: 'Time zone',
    default: Intl.DateTimeFormat().resolvedOptions().timeZone,
    ...whole('competition.timeZone'),
  });
  const form = await ask.text('competition.form', {
    ...{ ask: 'Address of the registration form, https://… (optional)', optional: true },
    ...whole('competition.form'),
  });

  say(
    'Mail comes from one address, which SES must have verified. Nobody needs to read it: answers go to the contact.',
  );
  const from = await ask.text('mail.from', {
    ask: `Sender (registration@…, or ${name} <registration@…>)`,
    ...whole('mail.from'),
  });
  const contact = await ask.text('mail.contact', {
    ask: 'Where families should write',
    ...whole('mail.contact'),
  });
  const admin = await ask.text('mail.admin', {
    ...{ ask: 'Who hears of what needs attention, and of alarms (commas between several)', default: contact },
    problem: (typed) => problemAt('mail.admin', listed(typed)),
  });

  say(
    mails.anybody
      ? `SES lets this account send ${mails.perSecond} mails a second.`
      : `The account is in SES’s sandbox, with ${mails.perSecond} mail a second. Out of it, SES allows more: 14 at first.`,
  );
  const perSecond = await ask.text('mail.perSecond', {
    ask: 'Mails a second, at most',
    default: String(mails.anybody ? mails.perSecond : usualMailsPerSecond),
    problem: (typed) => problemAt('mail.perSecond', Number(typed)),
  });

  const mode = await ask.choose('payment.mode', {
    ask: 'Payments',
    choices: [
      { value: 'live', name: 'live: the tournament itself' },
      { value: 'test', name: 'test: a trial stage, with Stripe’s test keys' },
    ],
  });
  const currency = await ask.text('payment.currency', {
    ask: 'Currency',
    default: 'usd',
    ...whole('payment.currency'),
  });
  const freeTypes = await ask.several('registration.freeTypes', {
    ask: 'Who pays nothing? (space selects)',
    choices: types,
    default: [],
  });
  const paid = registrationType.options.filter((type) => !freeTypes.includes(type));
  const prices = await askPrices(ask, say, { currency, paid });

  const badges = await ask.confirm('registration.badges', { ask: 'Draw badges?' });
  if (badges)
    say(
      'Badges can go into a folder in Google Drive, on a shared drive: a service account has no storage of its own.',
    );
  const folder = badges
    ? await ask.text('drive.folderId', {
        ask: 'Address of the folder in Google Drive for badges (optional)',
        optional: true,
      })
    : '';
  const weightUnit = await ask.choose('brackets.weightUnit', {
    ask: 'The form asks for weights in',
    choices: [
      { value: 'kg', name: 'kilograms' },
      { value: 'lb', name: 'pounds' },
    ],
  });
  const challonge = await ask.confirm('challonge', { ask: 'Publish draws on Challonge?', default: false });
  const deleted =
    mode === 'test' &&
    (await ask.confirm('deleteDataWithStack', {
      ...{ ask: 'Delete the stage’s data when its stack is deleted?', default: true },
    }));

  return {
    ...(pinned && { account }),
    region,
    competition: {
      ...{
        name,
        year: Number(starts.slice(0, 4)),
        starts,
        ends,
        ...(venue && { venue }),
        ...(form && { form }),
      },
      timeZone,
    },
    mail: {
      ...{ from, contact, admin: listed(admin) },
      ...(Number(perSecond) !== usualMailsPerSecond && { perSecond: Number(perSecond) }),
    },
    registration: { freeTypes, badges },
    payment: { mode, currency, ...(prices && { prices }) },
    ...(folder && { drive: { folderId: folderIdIn(folder) } }),
    brackets: { weightUnit },
    ...(challonge && { challonge: {} }),
    ...(deleted && { deleteDataWithStack: true }),
  };
}

/** Writes it, once it was shown and confirmed. @returns the stage. @throws CommandError when it is wrong, or not wanted. */
export async function writeStageFile(
  stage: string,
  content: object,
  { ask, show, folder }: { ask: Asker; show: (lines: readonly string[]) => void; folder?: string },
): Promise<StageConfig> {
  const file = stageFileOf(stage, folder);
  const text = `${JSON.stringify(content, undefined, 2)}\n`;
  const config = checked(text, file);
  show(text.trimEnd().split('\n'));
  if (!(await ask.confirm('stageFile.write', { ask: `Write stages/${stage}.json?` }))) {
    throw new CommandError('Nothing was written. Run setup again: it offers what you have typed.');
  }
  // Never in place of one that somebody has written meanwhile.
  writeFileSync(file, text, { flag: 'wx' });
  return { ...config, stage };
}

const listed = (typed: string) => typed.split(',').map((one) => one.trim());

/** The last part of a folder's address: `https://drive.google.com/drive/folders/1AbC?usp=sharing` */
export function folderIdIn(typed: string): string {
  const [, id = typed] = /\/folders\/([\w-]+)/.exec(typed) ?? [];
  return id;
}

/** A key that is a text of its own in the stage file. */
const whole = (key: QuestionKey) => ({ problem: (answer: string) => problemAt(key, answer) });

/** What the stage file's rules say about one key, whatever else is missing. */
function problemAt(key: QuestionKey, value: unknown): string | undefined {
  const content = key
    .split('.')
    .reverse()
    .reduce<unknown>((inside, part) => ({ [part]: inside }), value);
  return stageFileProblems(content).find(({ path }) => path === key || path.startsWith(`${key}.`))?.message;
}
