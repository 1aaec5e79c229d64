import { Hono } from 'hono';
import { FrontEnd } from '../../front-end.ts';
import type { RunningTournament } from '../../tournament-cloud.ts';
import { badgeAddress } from '../entries/badge-address.ts';
import type { Visit } from '../visit.ts';
import { RegistrationReader } from './read-registration.ts';
import { isUnderWay } from './registration-state.ts';
import { nothingThere, thanksPage, thanksTitle } from './thanks-page.ts';

export function thanksPages(cloud: RunningTournament, { families, tried }: Visit): Hono {
  const reader = new RegistrationReader(cloud);
  const frontEnd = new FrontEnd(cloud);
  const machine = cloud.outputs.StateMachineArn?.split(':').at(-1) ?? '';
  const pages = new Hono();

  const linksOf = (entryId: string) => {
    const id = encodeURIComponent(entryId);
    return {
      payment: frontEnd.paymentPage(id),
      mail: (messageId: string) => `/mails/${encodeURIComponent(messageId)}`,
      badge: (md5: string) => badgeAddress(entryId, md5),
      driveFile: (fileId: string) => `${cloud.endpoints.drive}/file/d/${fileId}/view`,
      entry: `/entries/${id}`,
      steps: `/executions/${id}?machine=${encodeURIComponent(machine)}`,
    };
  };

  pages.get('/thanks/:entryId', async (context) => {
    const entryId = context.req.param('entryId');
    const [state, ...family] = await Promise.all(
      [entryId, ...families.othersThan(entryId)].map((id) => reader.read(id, families.has(id))),
    );
    if (!state) {
      context.status(404);
      return context.render(nothingThere, { title: 'Nothing here', width: 'narrow' });
    }
    if (state.progress.registrationKey !== undefined) tried.add('followed');
    if (state.findings.length > 0) tried.add('unclear');
    const others = family
      .filter((other) => other !== undefined)
      .map((other) => ({ state: other, payment: frontEnd.paymentPage(other.entryId) }));
    return context.render(thanksPage(state, others, linksOf(entryId)), {
      title: thanksTitle(state),
      live: isUnderWay(state) || others.some((other) => isUnderWay(other.state)),
      width: 'narrow',
      styles: ['/_playground/playground.css'],
    });
  });

  return pages;
}
