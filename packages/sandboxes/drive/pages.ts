/** Pages for the browser: the folder with thumbnails, and a file. No token is needed: only this machine can reach them. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { contentAnswer, type DriveFiles, type StoredFile } from './files.ts';

const shownTypes = new Set(['image/jpeg', 'image/png', 'image/webp']);

export function drivePages(files: DriveFiles, folderId: string): Hono {
  const app = new Hono();
  const isShown = (file: StoredFile) => file.parents.includes(folderId) && !file.trashed;
  app.get('/', (context) => context.html(folderPage(files.get(folderId), files.all().filter(isShown))));
  app.get('/file/d/:id/view', (context) => context.html(filePage(files.get(context.req.param('id')))));
  app.get('/file/d/:id/content', (context) => {
    const file = files.get(context.req.param('id'));
    // Only images are shown: anything else could run as a page of this origin.
    const type = shownTypes.has(file.mimeType) ? file.mimeType : 'application/octet-stream';
    return contentAnswer(files, file, type);
  });
  return app;
}

const style = html`<style>
  body { font: 16px/1.4 system-ui, sans-serif; margin: 2rem; color: #222; background: #fafafa; }
  ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 1rem; padding: 0; list-style: none; }
  li { background: #fff; border: 1px solid #ddd; border-radius: 6px; padding: .75rem; overflow-wrap: anywhere; }
  img { width: 100%; height: 160px; object-fit: contain; background: #eee; }
  figure img { height: auto; max-width: 1200px; }
  small { color: #666; }
</style>`;

function folderPage(folder: StoredFile, files: readonly StoredFile[]) {
  return html`<!doctype html>
    <html lang="en">
      <head><meta charset="utf-8"><title>${folder.name}</title>${style}</head>
      <body>
        <h1>${folder.name}</h1>
        <p>${files.length} ${files.length === 1 ? 'file' : 'files'} in folder <code>${folder.id}</code></p>
        <ul>${files.map(
          (file) => html`<li>
            <a href="/file/d/${file.id}/view"><img loading="lazy" alt="" src="/file/d/${file.id}/content"><br>${file.name}</a><br>
            <small>${file.size ?? 0} bytes, ${file.modifiedTime}</small>
          </li>`,
        )}</ul>
      </body>
    </html>`;
}

function filePage(file: StoredFile) {
  return html`<!doctype html>
    <html lang="en">
      <head><meta charset="utf-8"><title>${file.name}</title>${style}</head>
      <body>
        <p><a href="/">All files</a></p>
        <figure>
          <img alt="${file.name}" src="/file/d/${file.id}/content">
          <figcaption>${file.name}<br><small>${file.id}, ${file.modifiedTime}${file.trashed ? ', in the trash' : ''}</small></figcaption>
        </figure>
      </body>
    </html>`;
}
