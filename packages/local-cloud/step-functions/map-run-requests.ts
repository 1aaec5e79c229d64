/** The API's calls for Map Runs. */
import { countsOf, type Limits, type MapRun } from './distributed-map/map-run.ts';
import type { MapRuns } from './distributed-map/map-runs.ts';
import { ApiError, arn, type Body, numberOf, page } from './requests.ts';

/** @param checkExecution throws when there is no such execution. */
export function mapRunOperations(
  mapRuns: MapRuns,
  checkExecution: (executionArn: string) => void,
): Record<string, (body: Body) => object> {
  const mapRunOf = (body: Body): MapRun => {
    const mapRunArn = arn(body, 'mapRunArn', 'mapRun');
    const run = mapRuns.get(mapRunArn);
    if (run) return run;
    throw new ApiError('ResourceNotFound', `Map Run Does Not Exist: '${mapRunArn}'`);
  };

  return {
    ListMapRuns: (body) => {
      const executionArn = arn(body, 'executionArn', 'execution');
      checkExecution(executionArn);
      const all = mapRuns.of(executionArn).toReversed();
      const listed = page(body, all, (run) => all.length - all.indexOf(run));
      const items = listed.items.map((run) => {
        const { mapRunArn, stateMachineArn } = run;
        return { executionArn, mapRunArn, stateMachineArn, ...dates(run) };
      });
      return { mapRuns: items, ...(listed.nextToken && { nextToken: listed.nextToken }) };
    },

    DescribeMapRun: (body) => {
      const run = mapRunOf(body);
      const { mapRunArn, executionArn, status, maxConcurrency, redriveCount, redriveDate } = run;
      const { toleratedFailureCount = 0, toleratedFailurePercentage = 0 } = run;
      return {
        ...{ mapRunArn, executionArn, status, ...dates(run), maxConcurrency },
        ...{ toleratedFailureCount, toleratedFailurePercentage },
        ...{ itemCounts: countsOf(run, 'items'), executionCounts: countsOf(run, 'children') },
        redriveCount,
        ...(redriveDate !== undefined && { redriveDate: redriveDate / 1000 }),
      };
    },

    UpdateMapRun: (body) => {
      const run = mapRunOf(body);
      if (run.status !== 'RUNNING') {
        const message = `Map Run '${run.mapRunArn}' has ended and cannot be updated`;
        throw new ApiError('ValidationException', message, 'CANNOT_UPDATE_COMPLETED_MAP_RUN');
      }
      mapRuns.update(run, limitsIn(body));
      return {};
    },
  };
}

function limitsIn(body: Body): Partial<Limits> {
  const given = {
    maxConcurrency: numberOf(body, 'maxConcurrency', 0),
    toleratedFailureCount: numberOf(body, 'toleratedFailureCount', 0),
    toleratedFailurePercentage: numberOf(body, 'toleratedFailurePercentage', 0, 100),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** One that goes on again after a redrive has no end yet. */
const dates = ({ startDate, stopDate, status }: MapRun) => ({
  startDate: startDate / 1000,
  ...(stopDate !== undefined && status !== 'RUNNING' && { stopDate: stopDate / 1000 }),
});
