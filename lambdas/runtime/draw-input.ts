/** What a draw is made of, read from where a stage keeps it: for the plan, and for a publication, which makes it again. */

import {
  type DrawFile,
  decisionsKey,
  drawFile,
  drawKey,
  weightClassesKey,
} from '../../core/brackets/draw-file.ts';
import type { DrawRules } from '../../core/brackets/draw-rules.ts';
import { drawnAttributes, entrantsOf } from '../../core/brackets/entrants.ts';
import { unknownDivisions } from '../../core/brackets/near-divisions.ts';
import type { PlanInput } from '../../core/brackets/plan-input.ts';
import { readDecisions } from '../../core/brackets/read-decisions.ts';
import { readWeightClasses } from '../../core/brackets/weight-classes.ts';
import type { JobFiles } from '../../core/clients/job-files.ts';
import type { Registrations } from '../../core/clients/registrations.ts';
import { InputInvalidError } from '../../core/domain/errors.ts';
import { readRegistrations } from '../../core/jobs/current-registrations.ts';
import type { BracketRecords } from '../../core/progress/bracket-records.ts';
import type { Progress } from '../../core/progress/progress.ts';

export interface DrawSources {
  draw: { stage: string; rules: DrawRules };
  competitionYear: number;
  registrations: Pick<Registrations, 'summariesWith'>;
  progress: Pick<Progress, 'records'>;
  brackets: Pick<BracketRecords, 'drawInForce' | 'started'>;
  files: Pick<JobFiles, 'findText' | 'readJson'>;
}

/**
 * @param force the keys of divisions that have started and are to be drawn again.
 * @returns the draw in force, if there is one, beside what the next plan is made of.
 * @throws InputInvalidError when there are no weight classes, or a division to be forced has not started.
 */
export async function readDrawInput(
  { draw, competitionYear, registrations, progress, brackets, files }: DrawSources,
  force: readonly string[],
): Promise<{ input: PlanInput; inForce?: DrawFile }> {
  const classes = await files.findText(weightClassesKey);
  if (classes === undefined) throw new InputInvalidError(noWeightClasses);
  const weightClasses = readWeightClasses(
    classes,
    draw.rules.ageGroups.map(({ name }) => name),
  );
  const { decisions, problems } = readDecisions(await files.findText(decisionsKey));
  const published = await brackets.drawInForce();
  const inForce = published && (await files.readJson(drawKey(published.execution), drawFile));
  const started = inForce ? await brackets.started() : new Set<string>();
  const unknown = unknownDivisions(force, started);
  if (unknown !== undefined)
    throw new InputInvalidError(`force: no division that has started is called ${unknown}`);
  const { registered } = await readRegistrations({ registrations, progress }, drawnAttributes);
  const entrants = entrantsOf(
    registered.map(({ row }) => row),
    competitionYear,
  );
  return {
    input: {
      ...draw,
      ...entrants,
      weightClasses,
      decisions,
      problems,
      ...(inForce && { previous: inForce.plan }),
      started,
      force: new Set(force),
    },
    ...(inForce && { inForce }),
  };
}

const noWeightClasses = `${weightClassesKey} is not in the config bucket: copy stages/weight_classes.example.json, change it, and give it with npm run admin -- brackets plan --classes FILE`;
