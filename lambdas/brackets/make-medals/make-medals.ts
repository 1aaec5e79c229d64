import {
  type MadeMedals,
  partResults,
  partResultsKey,
  partsToRead,
  type ResultSources,
  resultFileKey,
  type resultFiles,
  resultSummaryKey,
  winnersFor,
} from '../../../core/bracket-targets/results.ts';
import type { Winner } from '../../../core/brackets/division-results.ts';
import { decisionsKey, drawFile, drawKey } from '../../../core/brackets/draw-file.ts';
import { medalsCsv, schoolsCsv } from '../../../core/brackets/files/medal-tables.ts';
import { medalsPage } from '../../../core/brackets/files/medals-page.ts';
import { type DivisionProgress, medalsOf } from '../../../core/brackets/medals.ts';
import { readDecisions } from '../../../core/brackets/read-decisions.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { Competition } from '../../../core/domain/competition.ts';
import type { BracketRecords } from '../../../core/progress/bracket-records.ts';

export interface MakeMedalsDependencies extends ResultSources {
  competition: Competition;
  /** IANA name, for the time on the page. */
  timeZone: string;
  /** Epoch milliseconds. */
  now: () => number;
  brackets: Pick<BracketRecords, 'parts' | 'started'>;
  files: Pick<JobFiles, 'findJson' | 'findText' | 'readJson' | 'write' | 'writeJson'>;
}

/** Makes medals of all results that were read and still hold for a draw. People are only in the files. */
export async function makeMedals(
  { plan: execution }: { plan: string },
  dependencies: MakeMedalsDependencies,
): Promise<MadeMedals> {
  const { competition, timeZone, now, brackets, files } = dependencies;
  const { plan } = await files.readJson(drawKey(execution), drawFile);
  const winners: Winner[] = [];
  for (const { target, record } of await partsToRead(plan, dependencies)) {
    const read = await files.findJson(partResultsKey(target, record.part), partResults);
    winners.push(...winnersFor(plan, record, read));
  }
  const { ties } = readDecisions(await files.findText(decisionsKey));
  const medals = medalsOf(plan, winners, { tieBreaks: ties, started: await brackets.started() });

  const page = await medalsPage({ competition, timeZone, madeAt: now(), plan, medals });
  const csv = 'text/csv; charset=utf-8';
  const written = {
    medals: await write('medals.csv', medalsCsv(medals, plan), csv),
    schools: await write('schools.csv', schoolsCsv(medals, plan), csv),
    page: await write('medals.html', page, 'text/html; charset=utf-8'),
  };
  await files.writeJson(resultSummaryKey, {
    ...medals,
    plan: execution,
    madeAt: new Date(now()).toISOString(),
  });
  const { divisions, problems } = medals;
  const among = (progress: DivisionProgress) => divisions.filter((one) => one.progress === progress).length;
  return {
    ...written,
    counts: {
      complete: among('complete'),
      goingOn: among('going on'),
      notStarted: among('not started'),
      medals: divisions.reduce((sum, one) => sum + one.medals.length, 0),
      ties: divisions.reduce((sum, one) => sum + one.ties.length, 0),
      problems: problems.length,
    },
  };

  async function write(name: (typeof resultFiles)[number], content: string, contentType: string) {
    const key = resultFileKey(name);
    await files.write(key, Buffer.from(content), contentType);
    return { key };
  }
}
