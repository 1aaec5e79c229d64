/** The pages of executions and state machines, and what can be done there. */
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import type { Functions } from '../functions/functions.ts';
import { servedFile } from '../pages/look.ts';
import type { OwnPages } from '../pages/own-pages.ts';
import { executionArnOf } from '../step-functions/requests.ts';
import type { StepFunctions } from '../step-functions/service.ts';
import { ExecutionPage } from './execution-page.ts';
import { pageOf } from './links.ts';
import { listPage } from './list-page.ts';
import { machinePage, machinesPage } from './machine-page.ts';
import { StepFunctionsApi } from './step-functions-api.ts';

export interface ExecutionsOptions {
  stepFunctions: Pick<StepFunctions, 'handle' | 'summaries' | 'openStates'>;
  functions?: Pick<Functions, 'invocations'>;
  /** What the app knows about inputs. */
  own?: Pick<OwnPages, 'beside' | 'about'>;
  /** Milliseconds since 1970. */
  now(): number;
}

export function executionPages({ stepFunctions, functions, own = {}, now }: ExecutionsOptions): Hono {
  const api = new StepFunctionsApi(stepFunctions);
  const executionPage = new ExecutionPage({
    ...{ api, now, beside: own.beside },
    openStates: (executionArn) => stepFunctions.openStates(executionArn),
    invocations: (executionArn) => functions?.invocations(executionArn) ?? [],
  });
  const app = new Hono();
  for (const file of ['executions.css', 'executions.js']) {
    app.get(`/_console/${file}`, servedFile(new URL(file, import.meta.url)));
  }

  app.get('/executions', async (context) =>
    context.render(...(await listPage({ api, stepFunctions, about: own.about, now }, urlOf(context)))),
  );

  app.get('/executions/:name', async (context) => {
    const name = context.req.param('name');
    const wanted = context.req.query('machine');
    for (const { stateMachineArn, name: machineName } of await api.machines()) {
      if (wanted !== undefined && wanted !== machineName) continue;
      const shown = await executionPage.of(executionArnOf(stateMachineArn, name), urlOf(context));
      if (shown) return context.render(...shown);
    }
    return notThere(context, 'No such execution', name);
  });

  app.get('/children/:arn', async (context) => {
    const executionArn = context.req.param('arn');
    const shown = await executionPage.of(executionArn, urlOf(context));
    return shown ? context.render(...shown) : notThere(context, 'No such execution', executionArn);
  });

  app.get('/machines', async (context) =>
    context.render(...machinesPage(await api.machines(), stepFunctions.summaries())),
  );

  app.get('/machines/:name', async (context) => {
    const name = context.req.param('name');
    const found = (await api.machines()).find((machine) => machine.name === name);
    const machine = found && (await api.machine(found.stateMachineArn));
    if (!machine) return notThere(context, 'No such state machine', name);
    const last = stepFunctions.summaries().find((one) => one.stateMachineArn === machine.stateMachineArn);
    return context.render(...(await machinePage(machine, urlOf(context), { lastInput: last?.input })));
  });

  app.post('/executions', async (context) => {
    const { stateMachineArn, input } = await fieldsOf(context);
    const started = await api.call<{ executionArn: string }>('StartExecution', { stateMachineArn, input });
    if ('answer' in started) return context.redirect(pageOf(started.answer.executionArn), 303);
    context.status(400);
    const problem = notJson(input) ?? started.refusal;
    const machine = await api.machine(String(stateMachineArn));
    if (machine) {
      const pageUrl = new URL(`/machines/${encodeURIComponent(machine.name)}`, context.req.url);
      return context.render(...(await machinePage(machine, pageUrl, { lastInput: input, problem })));
    }
    return context.render(html`<p class="problem">${problem}</p>`, { title: 'Not started' });
  });

  /** Does something with an execution, and shows it again. */
  const acts =
    (operation: string, title: string, more: Record<string, string> = {}) =>
    async (context: Context) => {
      const { executionArn = '' } = await fieldsOf(context);
      const called = await api.call(operation, { executionArn, ...more });
      if ('refusal' in called) {
        context.status(400);
        return context.render(html`<p class="problem">${called.refusal}</p>`, { title });
      }
      return context.redirect(pageOf(executionArn), 303);
    };
  app.post(
    '/executions/stop',
    acts('StopExecution', 'Not stopped', { cause: 'Stopped on the page of the execution.' }),
  );
  app.post('/executions/redrive', acts('RedriveExecution', 'Not redriven'));
  return app;
}

const urlOf = (context: Context) => new URL(context.req.url);

async function fieldsOf(context: Context): Promise<Record<string, string>> {
  const fields = Object.entries(await context.req.parseBody());
  return Object.fromEntries(fields.map(([name, value]) => [name, String(value)]));
}

/** What is wrong with the text, as JSON. */
function notJson(text = ''): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is not JSON: ${(error as Error).message}`;
  }
}

function notThere(context: Context, title: string, what: string) {
  context.status(404);
  return context.render(html`<p>${what}</p>`, { title });
}
