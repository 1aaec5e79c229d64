/** The targets that a stage publishes its draws to, by their names. */
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import type { BracketTarget } from '../../core/bracket-targets/bracket-target.ts';
import {
  challongeComputation,
  challongeTarget,
} from '../../core/bracket-targets/challonge/challonge-target.ts';
import {
  type PaperDependencies,
  paperComputation,
  paperTarget,
} from '../../core/bracket-targets/paper/paper-target.ts';
import { partOfItem } from '../../core/bracket-targets/publication.ts';
import { knownWinners } from '../../core/brackets/division-results.ts';
import { paperResultsKey } from '../../core/brackets/draw-file.ts';
import { callLimits } from '../../core/clients/call-limits.ts';
import { JobFiles } from '../../core/clients/job-files.ts';
import {
  ChallongeAccessDeniedError,
  ChallongeBudgetError,
  InputInvalidError,
  SecretInvalidError,
} from '../../core/domain/errors.ts';
import { ChallongeBudget } from '../../core/progress/challonge-budget.ts';
import { DriveFiles } from '../../core/progress/drive-files.ts';
import { ProgressTable } from '../../core/progress/progress-table.ts';
import { challonge, paper } from './bracket-settings.ts';
import { usingChallonge } from './challonge-connection.ts';
import { documents } from './documents.ts';
import { driveSettings, usingDrive } from './drive-connection.ts';
import { type PaperDrive, paperFiles } from './paper-files.ts';
import { competition } from './settings.ts';

/** What a target can say without a connection. */
interface Computation {
  compute: Pick<BracketTarget, 'plan' | 'difference'>;
  /** Calls of this month so far, and how many a month may have; left out where calls cost nothing. */
  calls?: () => Promise<{ used: number; budget: number }>;
}

export interface ComputedTarget extends Computation {
  /** In orders, and in the ids of what is kept: only lower-case letters. It must never change. */
  name: string;
  /** What organisers call it. */
  label: string;
}

/** A target of a stage, and how it is reached. */
export interface StageTarget extends ComputedTarget {
  /**
   * Runs `use` with the target, connected.
   * @throws SecretInvalidError where the stage's secret lacks what the target needs, and what `use` throws.
   */
  using: <T>(use: (target: BracketTarget) => Promise<T>) => Promise<T>;
}

/** The settings of a Lambda that computes what there is to do on targets. */
export const computedTargets = z.object({
  ...challonge.variables,
  ...competition.variables,
  ...paper.variables,
  PROGRESS_TABLE: z.string(),
});

/** The settings of a Lambda that asks targets. */
export const connectedTargets = computedTargets.extend({
  CONFIG_BUCKET: z.string(),
  /** Where a target needs a key. */
  SECRET_ID: z.string().optional(),
  CHALLONGE_API_BASE: z.url().optional(),
});

/** The settings of a Lambda that publishes to targets. */
export const publishedTargets = connectedTargets.extend({
  ...driveSettings.partial().shape,
  PROGRESS_TABLE: z.string(),
});

type Computed = z.infer<typeof computedTargets>;
type Connected = z.infer<typeof connectedTargets>;

/** Draws a document of paper: left to the one Lambda that has fonts. */
type DrawPaper = PaperDependencies['draw'];

/** A ring of 350 matches has a document of 11 MB. */
const documentMs = 60_000;

interface Target {
  label: string;
  /** Undefined where the stage does not use the target. */
  compute: (env: Computed) => Computation | undefined;
  connect: (env: Connected, drawPaper: DrawPaper) => StageTarget['using'];
}

const tableOf = (env: Computed) => new ProgressTable(documents, env.PROGRESS_TABLE);
const paperSettings = (env: Computed) => ({ competition: competition.read(env), paper: paper.read(env) });
const challongeSettings = (env: Computed) => {
  const settings = challonge.read(env);
  return settings && { ...settings, competition: competition.read(env) };
};

/** Every target there is, in the order in which they are published to: one that has a limit of calls holds up no other. */
export const allTargets: Readonly<Record<string, Target>> = {
  paper: {
    label: 'Paper',
    compute: (env) => ({ compute: paperComputation(paperSettings(env)) }),
    connect(env, draw) {
      const bucket = new JobFiles(new S3Client(callLimits(documentMs)), env.CONFIG_BUCKET);
      const files = paperFiles(bucket, paperDrive(env));
      const results = () => bucket.findJson(paperResultsKey, knownWinners);
      const target = paperTarget(paperSettings(env), { files, results, draw });
      return (use) => use(target);
    },
  },
  challonge: {
    label: 'Challonge',
    compute(env) {
      const settings = challongeSettings(env);
      if (!settings) return undefined;
      const used = new ChallongeBudget(tableOf(env), settings.callsPerMonth);
      return {
        compute: challongeComputation(settings),
        calls: async () => ({ used: await used.used(), budget: settings.callsPerMonth }),
      };
    },
    connect(env) {
      const settings = challongeSettings(env);
      const { SECRET_ID } = env;
      if (!settings || SECRET_ID === undefined)
        throw new InputInvalidError('the stage does not use Challonge');
      return (use) =>
        usingChallonge({ ...env, SECRET_ID }, (client) =>
          use(challongeTarget(settings, { challonge: client })),
        );
    },
  },
};

/** The organisers' folder, where the stage has one. */
function paperDrive(env: Connected): PaperDrive | undefined {
  const settings = driveSettings.safeParse(env);
  if (!settings.success) return undefined;
  return {
    folderId: settings.data.BADGE_GFOLDER,
    using: (use) => usingDrive(settings.data, { lane: 'job', timeoutMs: documentMs }, use),
    records: new DriveFiles(tableOf(env)),
  };
}

/** What the stage's targets can say without a connection. */
export function computedTargetsOf(env: Computed, targets = allTargets): ComputedTarget[] {
  return Object.entries(targets).flatMap(([name, { label, compute }]) => {
    const computation = compute(env);
    return computation ? [{ name, label, ...computation }] : [];
  });
}

/** The stage's targets. @param drawPaper draws a document, where the Lambda can. */
export function targetsOf(
  env: Connected,
  drawPaper: DrawPaper = cannotDraw,
  targets = allTargets,
): StageTarget[] {
  return Object.entries(targets).flatMap(([name, { label, compute, connect }]) => {
    const computation = compute(env);
    return computation ? [{ name, label, ...computation, using: connect(env, drawPaper) }] : [];
  });
}

const cannotDraw: DrawPaper = async () => {
  throw new Error('this Lambda draws no documents');
};

/** How a batch of parts is worked on: what one target refuses leaves the others alone. */
export const byTarget = {
  // Each attempt may cost calls, of which there are few.
  attempts: 4,
  concernAll: [ChallongeAccessDeniedError, ChallongeBudgetError, SecretInvalidError],
  kindOf: ({ id }: { id: string }) => partOfItem(id).target,
};
