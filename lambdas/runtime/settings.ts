/**
 * The settings of a stage that Lambdas read, in groups of what belongs together. A group is one contract for both
 * sides: a Lambda's schema takes its `variables`, the stack sets them to what `fromStage` returns, and `read` returns
 * them in the shape that core takes. No SDK here, for lib/ imports this too.
 */
import * as z from 'zod';
import { type BadgeDesign, badgeDesign } from '../../core/badges/badge-design.ts';
import { type Belonging, belonging } from '../../core/domain/belonging.ts';
import {
  type Mailbox,
  mailbox,
  mailboxes,
  mailboxName,
  mailboxText,
} from '../../core/domain/email-address.ts';
import { metricsNamespace } from '../../core/domain/metrics.ts';
import { type RegistrationType, registrationType } from '../../core/domain/registration-type.ts';
import {
  lastDayOf,
  type RetentionDays,
  type RetentionRules,
  retentionDays,
} from '../../core/domain/retention.ts';
import type { Arrangement } from '../../core/drive/folder-for.ts';
import type { ConfirmedCompetition } from '../../core/mail/confirmation-mail.ts';
import type { FamilyMailStage } from '../../core/mail/payment-mails.ts';
import {
  type MinimumPrices,
  type PriceList,
  type PriceRules,
  priceRules,
} from '../../core/money/price-list.ts';
import { commaSeparated, json, trueOrFalse } from './env.ts';

/** Set by Lambda itself, and by the embedded cloud to its own addresses: the stack sets none of these. */
export const setOutsideTheStack = [
  'AWS_REGION',
  'STRIPE_API_BASE',
  'DRIVE_API_BASE',
  'CHALLONGE_API_BASE',
  'CONSOLE_BASE',
] as const;

/** The variables that the stack must set for a Lambda that reads `Settings`: these, and no others. */
export type SettingNames<Settings> = Exclude<
  keyof NoInfer<Settings> & string,
  (typeof setOutsideTheStack)[number]
>;

/** What the groups of this file take from a stage's configuration. */
interface Stage {
  stage: string;
  competition: {
    name: string;
    year: number;
    starts?: string;
    ends?: string;
    venue?: string;
    checkIn?: string;
    weighIn?: string;
    bring?: readonly string[];
    form?: string;
    timeZone: string;
  };
  mail: { from: Mailbox; contact: string; admin: readonly Mailbox[]; perSecond: number };
  registration: { freeTypes: readonly RegistrationType[]; badges: boolean };
  badge: BadgeDesign & { logo?: string };
  payment: {
    mode: 'live' | 'test';
    currency: string;
    belongs?: Belonging;
    prices?: PriceList;
    minimum?: MinimumPrices;
  };
  retention: RetentionDays;
  drive?: { folderId: string; writesPerSecond: number; folders?: 'school' | 'age group' };
}

interface Group<Variables extends z.core.$ZodLooseShape, Value, From> {
  variables: Variables;
  fromStage: (stage: From) => Record<keyof Variables & string, string | undefined>;
  read: (env: z.output<z.ZodObject<Variables>>) => Value;
}

/** Returns its argument: it is here to check that the parts of a group fit each other. */
export function group<Variables extends z.core.$ZodLooseShape, Value, From = Stage>(
  parts: Group<Variables, Value, From>,
): Group<Variables, Value, From> {
  return parts;
}

export const competitionYear = group({
  variables: { COMPETITION_YEAR: z.coerce.number().int() },
  fromStage: ({ competition }) => ({ COMPETITION_YEAR: String(competition.year) }),
  read: (env) => env.COMPETITION_YEAR,
});

/** What mails, badges and reports call the competition. */
export const competition = group({
  variables: { COMPETITION_NAME: z.string(), ...competitionYear.variables },
  fromStage: (stage) => ({
    COMPETITION_NAME: stage.competition.name,
    ...competitionYear.fromStage(stage),
  }),
  read: (env) => ({ name: env.COMPETITION_NAME, year: env.COMPETITION_YEAR }),
});

/** IANA name of the zone for times in mails and reports to the organisers. */
export const timeZone = group({
  variables: { TIME_ZONE: z.string() },
  fromStage: (stage) => ({ TIME_ZONE: stage.competition.timeZone }),
  read: (env) => env.TIME_ZONE,
});

/** Which entries are registered, and what they get. */
export const admissionRules = group({
  variables: { FREE_TYPES: z.pipe(commaSeparated, z.array(registrationType)), BADGES_ON: trueOrFalse },
  fromStage: ({ registration }) => ({
    FREE_TYPES: registration.freeTypes.join(','),
    BADGES_ON: String(registration.badges),
  }),
  read: (env) => ({ freeTypes: env.FREE_TYPES, badgesOn: env.BADGES_ON }),
});

/** What a payment has to be to count. */
export const payment = group({
  variables: { STAGE_MODE: z.enum(['live', 'test']), CURRENCY: z.string() },
  fromStage: ({ payment: { mode, currency } }) => ({ STAGE_MODE: mode, CURRENCY: currency }),
  read: (env) => ({ mode: env.STAGE_MODE, currency: env.CURRENCY }),
});

/** What makes a payment one of the stage's. The webhook reads its rule alone, and without this file. */
export const ownPayments = group({
  variables: {
    STAGE_MODE: payment.variables.STAGE_MODE,
    PAYMENT_BELONGS: z.pipe(json, belonging).optional(),
  },
  fromStage: ({ payment: { mode, belongs } }) => ({
    STAGE_MODE: mode,
    PAYMENT_BELONGS: belongs && JSON.stringify(belongs),
  }),
  read: (env) => ({ mode: env.STAGE_MODE, belonging: env.PAYMENT_BELONGS }),
});

/** What entries should cost, where the stage says so. */
export const prices = group({
  variables: {
    /** JSON of PriceRules. */
    PRICES: z.pipe(json, priceRules).optional(),
  },
  fromStage(stage) {
    const rules = priceRulesOf(stage);
    return { PRICES: rules && JSON.stringify(rules) };
  },
  read: (env) => env.PRICES,
});

/** What a stage's prices are checked by; undefined where it has none. */
export function priceRulesOf({ competition, payment: { prices, minimum } }: Stage): PriceRules | undefined {
  if (!prices) return minimum && { minimum };
  return { list: prices, competitionYear: competition.year, timeZone: competition.timeZone };
}

/** In which mode of Stripe's dashboard a mail about a price finds the payment; only where prices are checked. */
export const pagesOfPayments = group({
  variables: { STAGE_MODE: payment.variables.STAGE_MODE.optional() },
  fromStage: (stage) => ({ STAGE_MODE: priceRulesOf(stage) && stage.payment.mode }),
  read: (env) => env.STAGE_MODE,
});

/** Where figures about the stage are kept. */
export const measures = group({
  variables: { METRICS_NAMESPACE: z.string() },
  fromStage: ({ stage }) => ({ METRICS_NAMESPACE: metricsNamespace(stage) }),
  read: (env) => env.METRICS_NAMESPACE,
});

/** Who mails are from, how many a second all Lambdas may send together, and SES's configuration set for them. */
export const mailSender = group({
  variables: {
    FROM_EMAIL: mailbox,
    CONTACT_EMAIL: z.email(),
    MAIL_PER_SECOND: z.coerce.number().positive(),
    CONFIGURATION_SET: z.string(),
  },
  fromStage: ({ competition, mail, configurationSet }: Stage & { configurationSet: string }) => ({
    FROM_EMAIL: mailboxText({ name: mailboxName(competition.name), ...mail.from }),
    CONTACT_EMAIL: mail.contact,
    MAIL_PER_SECOND: String(mail.perSecond),
    CONFIGURATION_SET: configurationSet,
  }),
  read: (env) => ({
    from: env.FROM_EMAIL,
    replyTo: env.CONTACT_EMAIL,
    perSecond: env.MAIL_PER_SECOND,
    configurationSet: env.CONFIGURATION_SET,
  }),
});

/** What the confirmation says of the stage. */
export const confirmation = group({
  variables: {
    ...competition.variables,
    CONTACT_EMAIL: z.email(),
    EVENT_START: z.iso.date().optional(),
    EVENT_END: z.iso.date().optional(),
    EVENT_VENUE: z.string().optional(),
    EVENT_CHECK_IN: z.string().optional(),
    EVENT_WEIGH_IN: z.string().optional(),
    /** JSON of a list of texts. */
    EVENT_BRING: z.pipe(json, z.array(z.string())).optional(),
  },
  fromStage: (stage) => ({
    ...competition.fromStage(stage),
    CONTACT_EMAIL: stage.mail.contact,
    EVENT_START: stage.competition.starts,
    EVENT_END: stage.competition.ends,
    EVENT_VENUE: stage.competition.venue,
    EVENT_CHECK_IN: stage.competition.checkIn,
    EVENT_WEIGH_IN: stage.competition.weighIn,
    EVENT_BRING: stage.competition.bring && JSON.stringify(stage.competition.bring),
  }),
  read(env): ConfirmedCompetition {
    const { EVENT_START: start, EVENT_END: end = start, EVENT_VENUE: venue } = env;
    const { name, year } = competition.read(env);
    const tournament = start && end && venue ? { start, end, venue } : undefined;
    const { EVENT_CHECK_IN: checkIn, EVENT_WEIGH_IN: weighIn, EVENT_BRING: bring } = env;
    return { name, year, contactEmail: env.CONTACT_EMAIL, tournament, checkIn, weighIn, bring };
  },
});

/** What a family's mail about its payment says of the stage. */
export const familyMails = group({
  variables: {
    ...competition.variables,
    ...timeZone.variables,
    CONTACT_EMAIL: z.email(),
    REGISTRATION_FORM: z.url().optional(),
  },
  fromStage: (stage) => ({
    ...competition.fromStage(stage),
    ...timeZone.fromStage(stage),
    CONTACT_EMAIL: stage.mail.contact,
    REGISTRATION_FORM: stage.competition.form,
  }),
  read: (env): FamilyMailStage => ({
    competition: competition.read(env),
    timeZone: timeZone.read(env),
    contactEmail: env.CONTACT_EMAIL,
    form: env.REGISTRATION_FORM,
  }),
});

/** Mails to the organisers. */
export const organisers = group({
  variables: {
    ...competition.variables,
    ADMIN_EMAIL: mailboxes,
    /** The most mails of one kind in an hour that are about one entry alone; a digest reports the others. */
    ALONE_AN_HOUR: z.coerce.number().int(),
  },
  fromStage: (stage) => ({
    ...competition.fromStage(stage),
    ADMIN_EMAIL: stage.mail.admin
      .map((admin) => mailboxText({ name: 'Competition Admin', ...admin }))
      .join(','),
    ALONE_AN_HOUR: '5',
  }),
  read: (env) => ({
    competition: competition.read(env),
    admins: env.ADMIN_EMAIL,
    aloneAnHour: env.ALONE_AN_HOUR,
  }),
});

/** Mails to the organisers about what needs attention, and where they look and act. */
export const attention = group({
  variables: {
    ...organisers.variables,
    ...timeZone.variables,
    STAGE_MODE: payment.variables.STAGE_MODE,
    BADGE_GFOLDER: z.string().optional(),
  },
  fromStage: (stage) => ({
    ...organisers.fromStage(stage),
    ...timeZone.fromStage(stage),
    STAGE_MODE: stage.payment.mode,
    BADGE_GFOLDER: stage.drive?.folderId,
  }),
  read: (env) => ({
    ...organisers.read(env),
    timeZone: timeZone.read(env),
    mode: env.STAGE_MODE,
    driveFolderId: env.BADGE_GFOLDER,
  }),
});

/** What badges look like and say of the competition. */
export const badge = group({
  variables: {
    ...competition.variables,
    /** JSON of a BadgeDesign. */
    BADGE_DESIGN: z.pipe(json, badgeDesign),
  },
  fromStage(stage) {
    const { logo: _, ...design } = stage.badge;
    return { ...competition.fromStage(stage), BADGE_DESIGN: JSON.stringify(design) };
  },
  read: (env) => ({ competition: competition.read(env), design: env.BADGE_DESIGN }),
});

/** The logo's name in the asset of a Lambda that draws. */
export const logoInAsset = 'logo';

/** When people are forgotten. */
export const retention = group({
  variables: {
    /** JSON of RetentionRules. */
    RETENTION: z.pipe(json, z.object({ lastDay: z.iso.date(), days: retentionDays })),
  },
  fromStage: ({ competition, retention }) => ({
    RETENTION: JSON.stringify({ lastDay: lastDayOf(competition), days: retention } satisfies RetentionRules),
  }),
  read: (env): RetentionRules => env.RETENTION,
});

/** What it takes to draw badges. */
export const drawing = group({
  variables: {
    ...badge.variables,
    /** The organiser's logo beside the code. */
    BADGE_LOGO: z.string().optional(),
    BADGE_GFOLDER: z.string().optional(),
  },
  fromStage: (stage) => ({
    ...badge.fromStage(stage),
    BADGE_LOGO: stage.badge.logo && logoInAsset,
    BADGE_GFOLDER: stage.drive?.folderId,
  }),
  read: (env) => ({
    ...badge.read(env),
    logoFile: env.BADGE_LOGO,
    pushedToDrive: Boolean(env.BADGE_GFOLDER),
  }),
});

/** The organisers' folder in Drive. */
export const driveFolder = group({
  variables: { BADGE_GFOLDER: z.string().min(1) },
  fromStage: ({ drive }) => ({ BADGE_GFOLDER: drive?.folderId }),
  read: (env) => env.BADGE_GFOLDER,
});

/** How many writes to Drive a second all Lambdas may make together. */
export const driveRate = group({
  variables: { DRIVE_WRITES_PER_SECOND: z.coerce.number().positive() },
  fromStage: ({ drive }) => ({ DRIVE_WRITES_PER_SECOND: drive && String(drive.writesPerSecond) }),
  read: (env) => env.DRIVE_WRITES_PER_SECOND,
});

/** Where in Drive badges are. */
export const badgeFolders = group({
  variables: {
    ...driveFolder.variables,
    ...competitionYear.variables,
    DRIVE_FOLDERS: z.enum(['school', 'age group']).optional(),
  },
  fromStage: (stage) => ({
    ...driveFolder.fromStage(stage),
    ...competitionYear.fromStage(stage),
    DRIVE_FOLDERS: stage.drive?.folders,
  }),
  read: (env): Arrangement => ({
    mainFolderId: driveFolder.read(env),
    by: env.DRIVE_FOLDERS,
    competitionYear: competitionYear.read(env),
  }),
});
