/** Everybody in a list, and a page about each entry, where what needs attention can be mended. */
import { HeadObjectCommand, NotFound } from '@aws-sdk/client-s3';
import { servedFile } from '@tkd-registration/local-cloud/pages/look';
import { Hono } from 'hono';
import { CommandError } from '../../../admin/command-error.ts';
import { Badges } from '../../../core/clients/badges.ts';
import { recordOf } from '../../../core/progress/progress-record.ts';
import type { RunningTournament } from '../../tournament-cloud.ts';
import { correct, correctable } from './correct.ts';
import { entryBody, unknownEntry } from './entry-page.ts';
import type { EntrySources, WholeEntry } from './entry-sources.ts';
import { askedIn, listBody } from './list-page.ts';
import { type Ask, asks, runAgain, takeOffTheList } from './run-again.ts';

const styles = ['/_entries/entries.css'];

export function entryPages(cloud: RunningTournament, sources: EntrySources): Hono {
  const pages = new Hono();
  const badges = new Badges(sources.s3, sources.stage.output('BadgeBucket'));

  pages.get('/_entries/entries.css', servedFile(new URL('entries.css', import.meta.url)));

  pages.get('/entries', async (context) =>
    context.render(
      listBody((await sources.people.read()).people, askedIn(context.req.query()), cloud.clock.now()),
      { title: 'Entries', live: true, styles },
    ),
  );

  pages.get('/entries/:id', async (context) => {
    const id = context.req.param('id');
    const entry = await sources.whole(id);
    const { problem, done } = context.req.query();
    if (!entry) {
      return context.render(unknownEntry(id, cloud.endpoints.stripe), { title: 'Entry', live: true, styles });
    }
    const body = entryBody({
      entry,
      stripe: cloud.endpoints.stripe,
      badgeDrawnAt: await drawnAt(entry),
      problem,
      done,
    });
    return context.render(body, { title: entry.dossier?.name || 'Entry', live: true, styles });
  });

  pages.get('/entries/:id/badge.jpg', async (context) => {
    const { badge } = recordOf(await sources.stage.progress.read(context.req.param('id')));
    const image = badge && (await badges.read(badge.key));
    if (!image) return context.notFound();
    // With the picture's hash in its address, it never changes.
    const cacheControl = context.req.query('v') ? 'max-age=31536000, immutable' : 'no-cache';
    return context.body(new Uint8Array(image), 200, {
      'content-type': badge.contentType,
      'cache-control': cacheControl,
    });
  });

  pages.post('/entries/:id/correct', (context) =>
    changing(context.req.param('id'), async (entry) => {
      const form = await context.req.formData();
      const fields = correctable.flatMap((field) => {
        const text = form.get(field);
        return typeof text === 'string' ? [[field, text.trim()] as const] : [];
      });
      const file = form.get('photo');
      const photo =
        file instanceof File && file.size > 0
          ? { name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) }
          : undefined;
      const changed = await correct(sources, entry, Object.fromEntries(fields), photo);
      if (form.get('run') !== 'yes') return changed ? 'Saved.' : 'Nothing was changed.';
      await again(entry.id, '');
      return changed ? 'Saved. It runs again.' : 'Nothing was changed. It runs again.';
    }),
  );

  pages.post('/entries/:id/run', (context) =>
    changing(context.req.param('id'), async ({ id }) => {
      const said = (await context.req.formData()).get('ask');
      await again(id, asks.find((ask) => ask === said) ?? '');
      return 'It runs again.';
    }),
  );

  pages.post('/entries/:id/dismiss', (context) =>
    changing(context.req.param('id'), async ({ id }) => {
      await takeOffTheList(sources, id);
      return 'It is off the list of what needs attention.';
    }),
  );

  return pages;

  async function again(id: string, ask: Ask): Promise<void> {
    const entry = await sources.whole(id);
    if (entry) await runAgain(sources, entry, ask);
  }

  /** Does something to an entry, and leads back to its page, which says what was done or why not. */
  async function changing(id: string, work: (entry: WholeEntry) => Promise<string>): Promise<Response> {
    const entry = await sources.whole(id);
    const said = new URLSearchParams();
    try {
      if (!entry) throw new CommandError('There is no such entry.');
      said.set('done', await work(entry));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      said.set('problem', error.message);
    }
    return new Response(null, {
      status: 303,
      headers: { location: `/entries/${encodeURIComponent(id)}?${said}` },
    });
  }

  async function drawnAt({ record: { badge } }: WholeEntry): Promise<number | undefined> {
    if (!badge) return undefined;
    try {
      const object = { Bucket: sources.stage.output('BadgeBucket'), Key: badge.key };
      const { LastModified } = await sources.s3.send(new HeadObjectCommand(object));
      // In whole seconds: it comes after what began within its second.
      return LastModified && LastModified.getTime() + 999;
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }
}
