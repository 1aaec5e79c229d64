/** Measures the embedded Step Functions with the registration machine, and nothing else. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { TournamentCloud } from '../local/tournament-cloud.ts';
import type { ExecutionsOutput } from './executions-worker.ts';
import type { Figure } from './report.ts';

const limitMs = 120_000;

/** Half of what the engine took that was there before: 1.55 s on two processors. */
const goalSeconds = 0.78;

export async function measureExecutions({ stepFunctions, outputs }: TournamentCloud): Promise<Figure> {
  const stateMachineArn = outputs.StateMachineArn;
  const { body } = await stepFunctions.handle('DescribeStateMachine', { stateMachineArn });
  const printed = execFileSync(process.execPath, [join(import.meta.dirname, 'executions-worker.ts')], {
    input: (body as { definition: string }).definition,
    encoding: 'utf8',
    timeout: limitMs,
  });
  const { processorSeconds, ends } = JSON.parse(printed) as ExecutionsOutput;
  if (ends.SUCCEEDED !== 1_000) throw new Error(`the executions ended so: ${JSON.stringify(ends)}`);
  return {
    name: 'Step Functions: processor time of 1,000 registrations whose steps answer at once',
    value: processorSeconds,
    unit: 's',
    goal: { below: goalSeconds },
  };
}
