import { button, moment, scrolling } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { type Page, tabs } from '../../page.ts';
import type { DriveWorld } from '../call.ts';
import { roleTitles } from '../roles.ts';
import { isFolder, type StoredFile } from '../stored-file.ts';

/** So many thumbnails; the rest is counted. */
const mostShown = 300;

const styles = ['/_drive/drive.css'];

/** @param home the organisers' folder, where `/` leads. */
export function folderPage(drive: DriveWorld, id: string, home: string): Page {
  const { files, settings } = drive;
  const folder = files.get(id);
  const items = files.all().filter(({ parents, trashed }) => parents.includes(id) && !trashed);
  const folders = items.filter(isFolder).toSorted((a, b) => a.name.localeCompare(b.name));
  const others = items.filter((file) => !isFolder(file));
  const above = files.lineOf(id).slice(1).toReversed();
  const { shared, role } = settings.now;
  return [
    html`${links(id === home ? 'folder' : '')}
      ${above.length > 0 ? html`<p>In ${above.map((parent) => html`<a href="/folders/${parent}">${files.get(parent).name}</a> / `)}</p>` : ''}
      <p>${counted(others.length, 'file')} and ${counted(folders.length, 'folder')} in folder <code>${id}</code>.
        ${shared ? html`The service account is a ${roleTitles[role]}.` : html`<strong>Not shared with the service account.</strong>`}</p>
      <ul>${folders.map((one) => html`<li><a href="/folders/${one.id}">${one.name}</a> (${files.childrenOf(one.id)})</li>`)}</ul>
      ${gallery(others)}`,
    { title: folder.name, live: true, styles },
  ];
}

export function trashPage({ files }: DriveWorld): Page {
  const items = files.all().filter(({ id }) => files.isExplicitlyTrashed(id));
  return [
    html`${links('trash')}
      <p>${counted(items.length, 'item')} in the trash. What is in a folder here is in the trash with it.</p>
      ${scrolling(
        'The trash',
        html`<table class="stacking">
        <thead><tr><th scope="col">Name</th><th scope="col">Put here</th><th scope="col">By</th><th scope="col">What a person may do</th></tr></thead>
        <tbody>${items.map(
          (file) => html`<tr>
            <td><a href="${isFolder(file) ? `/folders/${file.id}` : `/file/d/${file.id}/view`}">${file.name}</a></td>
            <td>${file.trashedTime}</td>
            <td>${file.trashedBy === 'person' ? 'a person' : 'the service account'}</td>
            <td class="choices plain">${button(`/_files/${file.id}/restore`, 'Restore')}${button(`/_files/${file.id}/delete`, 'Delete for good')}</td>
          </tr>`,
        )}</tbody>
      </table>`,
      )}`,
    { title: 'Trash', live: true },
  ];
}

export function filePage({ files }: DriveWorld, file: StoredFile): Page {
  const folders = files
    .all()
    .filter((one) => isFolder(one) && !one.trashed && !file.parents.includes(one.id));
  const rows: [string, string | undefined][] = [
    ['Id', file.id],
    ['Type', file.mimeType],
    ['Size', file.size === undefined ? undefined : `${file.size} bytes`],
    ['Modified', file.modifiedTime],
    ['SHA-256', file.sha256Checksum],
    ['Description', file.description],
    ...tags('Property of the app', file.appProperties),
    ...tags('Property', file.properties),
  ];
  return [
    html`${links('')}
      <p>In ${file.parents.map((id) => html`<a href="/folders/${id}">${files.get(id).name}</a>`)}${file.trashed ? html`, <strong>in the trash</strong>` : ''}</p>
      <div class="file">${file.mimeType.startsWith('image/') ? html`<figure><img alt="${file.name}" src="${contentOf(file)}"></figure>` : ''}
      ${scrolling(
        'What Drive knows of it',
        html`<table><tbody>${rows
          .filter(([, value]) => value)
          .map(
            ([name, value]) => html`<tr><th scope="row">${name}</th><td><code>${value}</code></td></tr>`,
          )}</tbody></table>`,
      )}
      </div>
      <section aria-label="As a person">
        <p>What a person does in Drive:</p>
        <div class="choices plain">
          ${file.trashed ? button(`/_files/${file.id}/restore`, 'Restore') : button(`/_files/${file.id}/trash`, 'Put into the trash')}
          ${button(`/_files/${file.id}/delete`, 'Delete for good')}
          <form method="post" action="/_files/${file.id}/rename">
            <input name="name" aria-label="New name" value="${file.name}" required><button>Rename</button>
          </form>
          ${
            folders.length > 0
              ? html`<form method="post" action="/_files/${file.id}/move">
                <select name="folder" aria-label="Folder">${folders.map((one) => html`<option value="${one.id}">${one.name}</option>`)}</select><button>Move</button>
              </form>`
              : ''
          }
        </div>
      </section>`,
    { title: file.name, styles },
  ];
}

/** @param current where the reader is. */
export const links = (current: 'folder' | 'trash' | 'settings' | ''): Html =>
  tabs(
    {
      folder: ['/', 'Folder'],
      trash: ['/trash', 'Trash'],
      settings: ['/settings', 'Access and limits'],
    },
    current,
  );

function gallery(files: readonly StoredFile[]): Html {
  const shown = files.slice(0, mostShown);
  return html`<ul class="files cards">${shown.map(
    (file) => html`<li class="card" id="${file.id}">
      <a href="/file/d/${file.id}/view">${file.mimeType.startsWith('image/') ? html`<img loading="lazy" alt="" src="${contentOf(file)}">` : ''}${file.name}</a>
      <span class="note">${Math.ceil(Number(file.size ?? 0) / 1024)} KiB, ${moment(Date.parse(file.modifiedTime))}</span>
    </li>`,
  )}</ul>
  ${files.length > shown.length ? html`<p>${files.length - shown.length} more are not shown.</p>` : ''}`;
}

function tags(title: string, properties: Record<string, string>): [string, string][] {
  return Object.entries(properties).map(([key, value]) => [`${title}: ${key}`, value]);
}

/** An address that changes with the content, so that pages which keep themselves up to date show the new one. */
const contentOf = ({ id, sha256Checksum = '' }: StoredFile) =>
  `/file/d/${id}/content?${sha256Checksum.slice(0, 8)}`;

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
