/** The page on which people break things on purpose, see what comes of it, and mend them. */
import type { Fault } from '@tkd-registration/local-cloud/faults';
import { servedFile } from '@tkd-registration/local-cloud/pages/look';
import { type Context, Hono } from 'hono';
import { readStageConfig } from '../../../lib/stage-config.ts';
import { FrontEnd } from '../../front-end.ts';
import type { RunningTournament } from '../../tournament-cloud.ts';
import type { EntrySources } from '../entries/entry-sources.ts';
import { example } from '../form/examples.ts';
import { messageOf } from '../form/message.ts';
import { breakBody, type OtherFault } from './break-page.ts';
import { breakagesOf, Calls, callsLeft } from './breakages.ts';
import { behaviourOf, callTitle, isMishap } from './calls.ts';
import { Consequences } from './consequences.ts';

const longestMoveMs = 7 * 86_400_000;
const mostTimes = 1_000_000;

export function breakPages(
  cloud: RunningTournament,
  sources: Pick<EntrySources, 'entryOf' | 'inShort'>,
): Hono {
  const { faults, clock } = cloud;
  const calls = new Calls(faults);
  const breakages = breakagesOf(cloud, calls);
  const consequences = new Consequences(cloud);
  const frontEnd = new FrontEnd(cloud);
  const { year } = readStageConfig('local').competition;
  /** The faults that no button here has begun, by numbers that stay the same. */
  const numbers = new WeakMap<Fault, string>();
  let numbered = 0;
  let since: number | undefined;

  const others = (): OtherFault[] =>
    calls.of().map((fault) => {
      const id = numbers.get(fault) ?? String(++numbered);
      numbers.set(fault, id);
      return { id, title: callTitle(fault.service, fault.operation), left: callsLeft(fault), fault };
    });

  const standing = () =>
    Promise.all(breakages.map(async (breakage) => ({ breakage, state: await breakage.state() })));

  /** Breaking the first thing forgets the consequences of what was broken, and mended, before it. */
  const begins = async () => {
    const broken = (await standing()).some(({ state }) => state !== undefined);
    if (!broken && faults.list().length === 0) consequences.clear();
    since ??= clock.now();
  };

  const pages = new Hono();
  const back = (context: Context, at = '') => context.redirect(`/break${at}`, 303);
  pages.get('/_break/break.css', servedFile(new URL('break.css', import.meta.url)));

  pages.get('/break', async (context) => {
    const { problem, done } = context.req.query();
    const affected = consequences.executions().map(async (execution) => ({
      ...execution,
      entryId: await sources.entryOf(execution.input),
      about: await sources.inShort(execution.input),
    }));
    const hit = consequences.calls().map(async (call) => ({
      ...call,
      about: call.entryId && (await sources.inShort({ entryId: call.entryId })),
    }));
    const unharmed = consequences
      .unharmed()
      .map(async (one) => ({ ...one, about: await sources.inShort({ entryId: one.entryId }) }));
    const body = breakBody({
      standing: await standing(),
      others: others(),
      clock,
      since,
      hits: consequences.hits,
      calls: await Promise.all(hit),
      executions: await Promise.all(affected),
      functions: consequences.functions(),
      unharmed: await Promise.all(unharmed),
      problem,
      done,
    });
    return context.render(body, { title: 'Break it', live: true, styles: ['/_break/break.css'] });
  });

  pages.post('/break/things/:id', async (context) => {
    const breakage = breakages.find(({ id }) => id === context.req.param('id'));
    if (!breakage) return context.notFound();
    await begins();
    await breakage.begin();
    return back(context);
  });
  pages.post('/break/things/:id/mend', async (context) => {
    await breakages.find(({ id }) => id === context.req.param('id'))?.end();
    return back(context);
  });
  pages.post('/break/calls', async (context) => {
    const form = await context.req.parseBody();
    const [service = '', operation = ''] = String(form.call).split(' ');
    const [how, times] = [String(form.how), Number(form.times)];
    if (!isMishap(how) || !Number.isInteger(times) || times < 1 || times > mostTimes) {
      return back(context, '?problem=That+cannot+be+broken+in+this+way.#calls');
    }
    await begins();
    faults.add({ service, operation, times, behaviour: behaviourOf(service, how) });
    return back(context);
  });
  pages.post('/break/calls/:id/mend', (context) => {
    calls.end(others().flatMap(({ id, fault }) => (id === context.req.param('id') ? [fault] : [])));
    return back(context);
  });
  pages.post('/break/mend', async (context) => {
    faults.clear();
    for (const { breakage, state } of await standing()) if (state !== undefined) await breakage.end();
    return back(context);
  });
  pages.post('/break/clock', async (context) => {
    const ms = Number((await context.req.parseBody()).ms);
    if (Number.isInteger(ms) && ms > 0 && ms <= longestMoveMs) void clock.advance(ms);
    return back(context, '#clock');
  });
  pages.post('/break/family', async (context) => {
    const form = example('child');
    const [person] = form.people;
    try {
      if (!person) throw new Error('the example has nobody in it');
      // Without a photo: storing one would meet what was broken, and what is broken is to be met by the software alone.
      const { imgFilename: _, ...message } = messageOf(form, person, year);
      const { entryId, sessionId = '' } = await frontEnd.submit(message);
      await frontEnd.press('card', sessionId);
      if (since !== undefined) consequences.registered(entryId);
      const name = `${person.firstName} ${person.lastName}`;
      return back(context, `?done=${encodeURIComponent(`${name} has filled in the form and paid.`)}`);
    } catch (error) {
      const problem = `Nobody could be registered: ${(error as Error).message}`;
      return back(context, `?problem=${encodeURIComponent(problem)}`);
    }
  });
  return pages;
}
