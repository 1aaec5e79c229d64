import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { type BadgeFormat, badgeFormats } from '../../../core/badges/badge-formats.ts';
import { type RegistrationType, registrationType } from '../../../core/domain/registration-type.ts';
import { spokenType } from '../../../core/mail/confirmation-mail.ts';
import type { LiveProgram } from './live-program.ts';
import type { PreviewPerson } from './people.ts';

const formats = Object.keys(badgeFormats) as BadgeFormat[];

interface BadgesShown {
  format: BadgeFormat;
  role: RegistrationType;
  /** `findings` once it is drawn. */
  drawn: readonly { person: PreviewPerson; findings: readonly string[] | undefined }[];
  program: LiveProgram;
}

export function badgesPage({ format, role, drawn, program }: BadgesShown): Html {
  const { width, height } = badgeFormats[format];
  return html`${introduction('badges', program)}
<nav class="tabs" aria-label="Format">${formats.map((one) => tab(`/previews?format=${one}&role=${role}`, one, one === format))}</nav>
<nav class="tabs" aria-label="Role">${registrationType.options.map((one) => tab(`/previews?format=${format}&role=${one}`, spokenType[one], one === role))}</nav>
<div class="badges">
${drawn.map(
  ({ person: { id, note, name }, findings }) => html`<figure id="${id}">
  <a href="${address(format, role, id, program)}"><img src="${address(format, role, id, program)}" alt="Badge of ${name}" width="${width}" height="${height}" loading="lazy"></a>
  <figcaption><strong>${note}</strong>${findings?.map((finding) => html`<br><small>${finding}</small>`)}</figcaption>
</figure>`,
)}
</div>`;
}

const address = (format: string, role: string, id: string, { version }: LiveProgram) =>
  `/previews/badges/${format}/${role}/${id}?v=${version}`;

const tab = (href: string, title: string, current: boolean) =>
  html`<a href="${href}" data-in-place${current ? html` aria-current="page"` : ''}>${title}</a>`;

/** What the pages of previews begin with. */
export function introduction(kind: 'badges' | 'mails', { problems }: LiveProgram): Html {
  return html`<nav class="tabs" aria-label="Previews">${tab('/previews', 'Badges', kind === 'badges')}${tab('/previews/mails', 'Mails', kind === 'mails')}</nav>
<p>Made from the sources as they are now. Change something in ${
    kind === 'badges'
      ? html`<code>core/badges/drawing/</code>`
      : html`<code>core/mail/</code> or <code>core/attention/</code>`
  }, save, and it shows here.</p>
${
  problems.length > 0
    ? html`<div class="problem" role="alert"><p>This does not compile, so the previous code stays in use:</p>${problems.map((problem) => html`<p><code>${problem}</code></p>`)}</div>`
    : ''
}`;
}
