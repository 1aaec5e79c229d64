import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { introduction } from './badges-page.ts';
import type { LiveProgram } from './live-program.ts';
import type { MailPreview } from './preview-messages.ts';

interface MailsShown {
  all: readonly MailPreview[];
  /** The id of one. */
  chosen: string | undefined;
  program: LiveProgram;
}

export function mailPage({ all, chosen, program }: MailsShown): Html {
  const shown = all.find(({ id }) => id === chosen) ?? all[0];
  const list = (to: MailPreview['to']) =>
    all
      .filter((mail) => mail.to === to)
      .map(
        ({ id, title }) =>
          html`<li><a href="/previews/mails?mail=${id}" data-in-place${id === shown?.id ? html` aria-current="true"` : ''}>${title}</a></li>`,
      );
  return html`${introduction('mails', program)}
<div class="mails">
<nav aria-label="Mails"><h2>To families</h2><ul>${list('family')}</ul><h2>To organisers</h2><ul>${list('organisers')}</ul></nav>
${shown ? mailShown(shown, program) : ''}
</div>`;
}

const mailShown = ({ id, title, subject, text, attachments }: MailPreview, { version }: LiveProgram) =>
  html`<section aria-label="${title}">
<h2>${subject}</h2>
${attachments.length > 0 ? html`<p class="note">With ${attachments.join(', ')}</p>` : ''}
<div class="modes">
${(['light', 'dark'] as const).map(
  (mode) =>
    html`<iframe title="${title}, ${mode}" src="/previews/mails/${id}/${mode}?v=${version}" sandbox=""></iframe>`,
)}
</div>
<details id="text"><summary>As plain text</summary><pre>${text}</pre></details>
</section>`;
