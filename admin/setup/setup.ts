import { adminCommand } from '../admin-command.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { afterDeployment } from './after-deployment.ts';
import { answersFrom } from './answers-file.ts';
import type { Asker } from './asker.ts';
import { beforeDeployment } from './before-deployment.ts';
import { Steps } from './step.ts';
import { draftOf, terminal } from './terminal.ts';

export const setup = adminCommand(
  {
    name: 'setup',
    what: 'sets up a stage: asks, explains, checks, and writes what is missing',
    more: `Run it before the first deployment and after it. It asks before it writes anything, keeps what is right already,
      and can be stopped and run again at any time. Keys are typed without being shown, or read from a file outside the
      project. They go into the stage's secret in Secrets Manager and nowhere else.`,
    undo: `Each step says what it wrote and where: the stage file, an identity in SES, an endpoint in Stripe, the stage's
      secret, files in its config bucket. Delete what you do not want there; setup then asks about it again.`,
  },
  (command) => command.option('--answers <file>', 'take the answers from this JSON file, and ask nothing'),
  async ({ stage, json, answers }) => {
    const draft = draftOf(stage);
    const ask = answers === undefined ? terminal(draft) : answersFrom(answers);
    const steps = new Steps((line) => console.error(line));
    await setUp(stage, { ask, steps, stageFileWritten: () => draft.remove() });
    if (json) console.log(JSON.stringify({ stage, steps: steps.results }, undefined, 2));
    else console.log(`\n${endInWords(stage, steps)}`);
    return exitCodeOf(steps);
  },
);

export async function setUp(
  stage: string,
  tools: { ask: Asker; steps: Steps; stageFileWritten?: () => void },
): Promise<void> {
  const deployed = await beforeDeployment(stage, tools);
  if (deployed) await afterDeployment(deployed, tools);
}

/** What is left to do, step by step, and what comes next. */
export function endInWords(stage: string, { results }: Pick<Steps, 'results'>): string {
  const open = results.filter(({ state }) => state === 'to do');
  const left = open.map(({ name, found }) => `  ${name}: ${found}`);
  if (results.some(({ state }) => state === 'next')) {
    const after = `The stage can be deployed. Then run setup again:
  npx cdk bootstrap -c stage=${stage}
  npx cdk deploy -c stage=${stage} -c protect=false
  npm run admin -- setup --stage ${stage}`;
    return [...(open.length > 0 ? ['Still to do, now or later:', ...left, ''] : []), after].join('\n');
  }
  if (open.length > 0) return ['Still to do, then run setup again:', ...left].join('\n');
  return `All is set up. Try it: npm run admin -- doctor${stage === 'local' ? '' : ` --stage ${stage}`}`;
}

export const exitCodeOf = ({ results }: Pick<Steps, 'results'>): ExitCode =>
  results.some(({ state }) => state === 'to do') ? exitCodes.needsAttention : exitCodes.done;
