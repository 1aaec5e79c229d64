import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { badgeDesign } from '../core/badges/badge-design.ts';
import { drawRules } from '../core/brackets/draw-rules.ts';
import { belonging } from '../core/domain/belonging.ts';
import { mailbox } from '../core/domain/email-address.ts';
import { registrationType } from '../core/domain/registration-type.ts';
import { retentionDays } from '../core/domain/retention.ts';
import { smallestStep } from '../core/money/currency.ts';
import { minimumPrices, priceList, pricesIn } from '../core/money/price-list.ts';
import { logoProblem, stages } from './stage-logo.ts';

const isoDate = z.iso.date();
/** One line of a mail. */
const note = z.string().trim().min(1).max(200);
/** All notes together: they are variables of a Lambda, which has 4 KB for all of its own. */
const mostNoteBytes = 2_000;
/** The rules of the draw: likewise. */
const mostDrawRuleBytes = 3_000;
/** SES's limit per mail. */
const mostRecipients = 50;

/** Checks the rules, and keeps them as they are in the file: whoever reads them fills in the defaults. */
const drawRulesAsWritten = z.custom<z.input<typeof drawRules>>().superRefine((rules, context) => {
  const problems = drawRules.safeParse(rules).error?.issues ?? [];
  for (const { path, message } of problems) context.addIssue({ code: 'custom', path, message });
  if (problems.length === 0 && bytesOf(rules) > mostDrawRuleBytes)
    context.addIssue(`over ${mostDrawRuleBytes} bytes, which is more than a Lambda’s variables can hold`);
});

/** A stage as `stages/<stage>.json` describes it: data only. Keys that start with `//` are notes. */
const stageConfig = z
  .strictObject({
    /** Where the stage is deployed; when left out, wherever the credentials and the region of the shell lead. */
    account: z
      .string()
      .regex(/^\d{12}$/, 'expected the twelve digits of an AWS account')
      .optional(),
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a region such as us-east-1')
      .optional(),
    competition: z.strictObject({
      name: z.string().min(1),
      year: z.int().min(2000).max(2100),
      /** First and last day; with both, and a venue, the confirmation carries a calendar entry. */
      starts: isoDate.optional(),
      ends: isoDate.optional(),
      venue: z.string().min(1).optional(),
      /** Day, time and place to check in and to weigh in, as families read them. */
      checkIn: note.optional(),
      weighIn: note.optional(),
      /** What competitors bring along. */
      bring: z.array(note).min(1).max(12).optional(),
      /** The address of the registration form, for mails to families who have to register again. */
      form: z.url({ protocol: /^https$/, error: 'expected an address that starts with https://' }).optional(),
      timeZone: z.string().refine(isTimeZone, 'expected an IANA time zone such as America/Chicago'),
    }),
    mail: z.strictObject({
      /** Sends every mail; its address must be verified in SES. */
      from: mailbox,
      /** Where families should write. */
      contact: z.email(),
      /** Hears of unknown schools and of what needs attention: one address, or a list. */
      admin: z.preprocess(
        (admin) => (Array.isArray(admin) ? admin : [admin]),
        z.array(mailbox).min(1).max(mostRecipients),
      ),
      /** How many mails all Lambdas together send in a second: what SES allows the account. */
      perSecond: z.number().min(0.1).max(1_000).default(14),
    }),
    registration: z.strictObject({
      /** Registration types that are admitted without a Checkout Session; with one, they must be paid like any other. */
      freeTypes: z.array(registrationType),
      badges: z.boolean(),
    }),
    badge: badgeDesign
      .extend({
        /** A file beside the stage's: JPEG, PNG or WebP. */
        logo: z
          .string()
          .regex(/^[\w.-]+$/, 'expected the name of a file beside this one')
          .optional()
          .superRefine((name, context) => {
            const problem = name && logoProblem(name);
            if (problem) context.addIssue(problem);
          }),
      })
      .prefault({}),
    payment: z
      .strictObject({
        mode: z.enum(['live', 'test']),
        currency: z.string().regex(/^[a-z]{3}$/, 'expected three lower-case letters such as usd'),
        /** Where the Stripe account sells other things too. */
        belongs: z.optional(belonging),
        /** What entries should cost. */
        prices: priceList.optional(),
        /** Without `prices`: the least that may be paid, in the currency's smallest unit. */
        minimum: minimumPrices.optional(),
        /** Whether confirmations say what was bought, with Stripe's receipt. */
        receipt: z.boolean().optional(),
      })
      .refine(({ prices, minimum }) => !prices || !minimum, {
        path: ['minimum'],
        message: 'is of no use beside prices',
      })
      .superRefine(({ currency, prices, minimum = {} }, context) => {
        const step = smallestStep(currency);
        const amounts = [
          ...(prices ? pricesIn(prices) : []).map(({ path, price }) => ({
            path: ['prices', ...path, 'amount'],
            amount: price.amount,
          })),
          ...Object.entries(minimum).map(([type, amount]) => ({ path: ['minimum', type], amount })),
        ];
        for (const { path, amount } of amounts) {
          const message = `expected a multiple of ${step}, as Stripe does in ${currency}`;
          if (amount % step !== 0) context.addIssue({ code: 'custom', path, message });
        }
      }),
    drive: z
      .strictObject({
        folderId: z.string().min(1),
        /** How fast all Lambdas together write to Drive, which takes no more than three a second for long. */
        writesPerSecond: z.number().min(0.1).max(100).default(3),
        /** What badges have folders of their own by; without it, all are in the one. */
        folders: z.enum(['school', 'age group']).optional(),
      })
      .optional(),
    /** How the draw is made. */
    brackets: drawRulesAsWritten.optional(),
    /** What brackets are printed on: `letter` is 8.5 by 11 inches. */
    paper: z.enum(['letter', 'a4']).default('letter'),
    /** For how many days after the competition's last day what is kept of people. */
    retention: retentionDays.prefault({}),
    /** The account at Challonge where draws are published; without it, they are published on paper alone. */
    challonge: z
      .strictObject({
        /** What all Lambdas together may ask of Challonge: by its plan, and by its limit for one address. */
        callsPerMonth: z.int().min(1).default(500),
        callsPerMinute: z.number().min(1).max(10_000).default(30),
        api: z.enum(['v2.1', 'v1']).default('v2.1'),
        /** How people are named there: `Ana B. (TIG)`, or in full. */
        names: z.enum(['short', 'full']).default('short'),
        /** Not listed at Challonge; whoever has a bracket's address can read it. */
        private: z.boolean().default(true),
      })
      .optional(),
    /** `host` is the architecture of the machine that synthesises, for the embedded cloud. */
    lambdaArchitecture: z.enum(['arm64', 'x86_64', 'host']).default('arm64'),
    /** Lambdas reserved for the webhook. AWS keeps 100 unreserved, so that a new account, with ten in all, cannot reserve any. */
    webhookConcurrency: z.int().min(1).max(500).optional(),
    /** In USD a month, for the whole account: the admins hear when it is nearly used up. */
    budget: z.number().min(1).optional(),
    /** Lambdas that draw single badges at once, at most; reserved likewise. */
    badgeConcurrency: z.int().min(1).max(500).optional(),
    /** Whether CloudTrail records who reads and writes a child's data; by default, where payments are live. */
    dataEvents: z.boolean().optional(),
    /** Deletes tables and buckets with the stack. Never for a stage with live payments. */
    deleteDataWithStack: z.boolean().default(false),
    /** Names of resources that exist already and are used instead of new ones. */
    adopt: z
      .strictObject({
        registrationsTable: z.string().optional(),
        /** Of the adopted table; without it, an organiser's corrections do not reach the badges. */
        registrationsStreamArn: z
          .string()
          .regex(/^arn:[\w-]+:dynamodb:.+\/stream\/.+$/, "expected the ARN of a table's stream")
          .optional(),
        /** People of earlier tournaments, for the form's autofill. */
        lookupTable: z.string().optional(),
        profilePictureBucket: z.string().optional(),
        badgeBucket: z.string().optional(),
        configBucket: z.string().optional(),
        processingQueue: z.strictObject({ name: z.string(), deadLetterQueue: z.string() }).optional(),
      })
      .default({}),
  })
  .refine(({ payment, deleteDataWithStack }) => payment.mode === 'test' || !deleteDataWithStack, {
    path: ['deleteDataWithStack'],
    message: 'a stage with live payments keeps its data',
  })
  .refine(({ payment, region }) => payment.mode === 'test' || region, {
    path: ['region'],
    message: 'a stage with live payments says where it is',
  })
  .refine(({ adopt }) => adopt.registrationsTable || !adopt.registrationsStreamArn, {
    path: ['adopt', 'registrationsStreamArn'],
    message: 'is of no use without registrationsTable',
  })
  .refine(
    ({ competition: { checkIn, weighIn, bring } }) => bytesOf([checkIn, weighIn, bring]) <= mostNoteBytes,
    {
      path: ['competition'],
      message: `checkIn, weighIn and bring together are over ${mostNoteBytes} bytes`,
    },
  )
  .refine(({ competition: { starts, ends } }) => !starts || !ends || starts <= ends, {
    path: ['competition', 'ends'],
    message: 'the last day is before the first',
  })
  // Families who register would be forgotten at once if this were last year's.
  .refine(
    ({ competition: { year, starts, ends } }) =>
      !ends || [starts, ends].some((day) => day?.startsWith(`${year}-`)),
    {
      path: ['competition', 'ends'],
      message: 'is not in the year of the competition',
    },
  )
  .refine(
    ({ adopt: { configBucket, ...others } }) =>
      !configBucket || !Object.values(others).includes(configBucket),
    {
      path: ['adopt', 'configBucket'],
      message: 'is also the bucket of photos or of badges, which is emptied after the tournament',
    },
  );

/** Every key that a stage file may have: `account`, `competition.name`. */
export function stageFileKeys(): string[] {
  const { properties = {} } = z.toJSONSchema(stageConfig, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).flatMap(([key, value]) => {
    const inside = typeof value === 'object' ? Object.keys(value.properties ?? {}) : [];
    return inside.length === 0 ? [key] : inside.map((name) => `${key}.${name}`);
  });
}

/** A stage file is missing or invalid; the message is for the person who wrote it. */
export class StageConfigError extends Error {
  override readonly name = 'StageConfigError';
}

export type StageConfig = z.infer<typeof stageConfig> & { stage: string };

/** Until a stage that adopts its table adopts the queue as well, the system that fills the table reads the queue. */
export const anotherBackendRegisters = ({ adopt }: StageConfig) =>
  adopt.registrationsTable !== undefined && adopt.processingQueue === undefined;

/**
 * Reads and checks `stages/<stage>.json`. The addresses of an example are refused where payments are live.
 * @throws StageConfigError with the file, and every wrong key by its path.
 */
export function readStageConfig(stage: string, directory = stages): StageConfig {
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(stage)) {
    throw new StageConfigError(
      `Stage "${stage}": expected a name of lower-case letters, digits and -, such as dev`,
    );
  }
  const file = join(directory, `${stage}.json`);
  if (!existsSync(file)) {
    const known = readdirSync(directory).filter((name) => /^[a-z0-9-]+\.json$/.test(name));
    throw new StageConfigError(
      `Stage "${stage}": ${file} is not there. The stages are: ${known.map((name) => name.slice(0, -5)).join(', ')}`,
    );
  }
  return { ...checkStageFile(readFileSync(file, 'utf8'), file), stage };
}

/** As `parseStageConfig`, and refuses the addresses of an example where payments are live. */
export function checkStageFile(text: string, file: string): z.infer<typeof stageConfig> {
  const config = parseStageConfig(text, file);
  const { payment, mail } = config;
  const addresses = [mail.from.address, mail.contact, ...mail.admin.map(({ address }) => address)];
  const invented = addresses.find((address) => /[@.]example\.(com|org|net)$/.test(address));
  if (payment.mode === 'live' && invented) {
    throw new StageConfigError(`${file}: mail: ${invented} is nobody's address`);
  }
  return config;
}

/** @throws StageConfigError that names `file` and every wrong key by its path. */
export function parseStageConfig(text: string, file: string): z.infer<typeof stageConfig> {
  let json: unknown;
  try {
    json = JSON.parse(text, (key, value) => (key.startsWith('//') ? undefined : value));
  } catch (cause) {
    throw new StageConfigError(`${file}: not JSON: ${(cause as Error).message}`, { cause });
  }
  const parsed = stageConfig.safeParse(json);
  if (parsed.success) return parsed.data;
  const problems = problemsOf(parsed.error).map(({ path, message }) => `  ${path || '(top)'}: ${message}`);
  throw new StageConfigError(`${file} is not a stage:\n${problems.join('\n')}`);
}

/** What is wrong in a stage file's content, complete or not, by the paths of its keys: `competition.year`. */
export function stageFileProblems(content: unknown): { path: string; message: string }[] {
  const { error } = stageConfig.safeParse(content);
  return error ? problemsOf(error) : [];
}

const problemsOf = ({ issues }: z.ZodError) =>
  issues.map(({ path, message }) => ({ path: path.join('.'), message }));

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
