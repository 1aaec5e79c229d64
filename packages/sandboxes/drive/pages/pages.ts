/**
 * Pages for the browser: folders with thumbnails, the trash, a file, and what can be switched. No token is needed: only
 * this machine can reach them. Who uses them acts as a person who is a Manager of the drive.
 */
import { servedFile } from '@tkd-registration/local-cloud/pages/look';
import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import * as z from 'zod';
import { wantsPage } from '../../page.ts';
import { Refusal } from '../answers.ts';
import type { DriveWorld } from '../call.ts';
import { type Change, contentAnswer } from '../files.ts';
import { settingsOfForm } from '../settings.ts';
import type { Writes } from '../writes.ts';
import { filePage, folderPage, trashPage } from './folder-pages.ts';
import { settingsPage } from './settings-page.ts';

const shownTypes = new Set(['image/jpeg', 'image/png', 'image/webp']);

export function drivePages(drive: DriveWorld, folderId: string, writes: Writes): Hono {
  const { files, settings } = drive;
  const app = new Hono();

  app.onError((error, context) => {
    if (!(error instanceof Refusal)) throw error;
    if (!wantsPage(context)) return context.json(error.body, error.status, error.headers);
    context.status(error.status);
    return context.render(html`<p>${error.message}</p>`, { title: 'Refused', width: 'narrow' });
  });

  app.get('/', (context) => context.render(...folderPage(drive, folderId, folderId)));
  app.get('/folders/:id', (context) =>
    context.render(...folderPage(drive, context.req.param('id'), folderId)),
  );
  app.get('/trash', (context) => context.render(...trashPage(drive)));
  app.get('/_drive/drive.css', servedFile(new URL('drive.css', import.meta.url)));
  app.get('/settings', (context) => context.render(...settingsPage(settings.now, writes.recent)));
  app.get('/file/d/:id/view', (context) =>
    context.render(...filePage(drive, files.get(context.req.param('id')))),
  );
  app.get('/file/d/:id/content', (context) => {
    const file = files.get(context.req.param('id'));
    // Only images are shown: anything else could run as a page of this origin.
    const type = shownTypes.has(file.mimeType) ? file.mimeType : 'application/octet-stream';
    return contentAnswer(files, file, type);
  });

  const changed = (context: Context, change: Change) => {
    const file = files.update(context.req.param('id') ?? '', { ...change, by: 'person' });
    return wantsPage(context) ? context.redirect(`/file/d/${file.id}/view`, 303) : context.json(file);
  };
  app.post('/_files/:id/trash', (context) => changed(context, { metadata: { trashed: true } }));
  app.post('/_files/:id/restore', (context) => changed(context, { metadata: { trashed: false } }));
  app.post('/_files/:id/rename', async (context) => {
    const name = await field(context, 'name');
    return changed(context, { metadata: { name } });
  });
  app.post('/_files/:id/move', async (context) => {
    const folder = await field(context, 'folder');
    const { parents } = files.get(context.req.param('id'));
    return changed(context, {
      metadata: {},
      move: { add: [folder], remove: parents.filter((id) => id !== folder) },
    });
  });
  app.post('/_files/:id/delete', (context) => {
    files.delete(context.req.param('id'));
    return wantsPage(context) ? context.redirect('/trash', 303) : context.json({});
  });

  app.get('/_settings', (context) => context.json(settings.now));
  app.post('/_settings', async (context) => {
    try {
      settings.change(settingsOfForm(await context.req.parseBody()));
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error;
      throw new Refusal(400, 'invalid', z.prettifyError(error));
    }
    return wantsPage(context) ? context.redirect('/settings', 303) : context.json(settings.now);
  });
  app.get('/_writes', (context) => context.json(writes.recent));
  return app;
}

/** @throws Refusal 400 when the form lacks the field. */
async function field(context: Context, name: string): Promise<string> {
  const value = (await context.req.parseBody())[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Refusal(400, 'required', `The form lacks ${name}.`, { location: name });
}
