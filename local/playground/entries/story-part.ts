import { duration, moment, pill } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import type { WholeEntry } from './entry-sources.ts';
import type { Step } from './execution-steps.ts';
import type { Chapter } from './story.ts';

/** What has happened, from top to bottom. */
export const storyPart = (story: readonly Chapter[]): Html =>
  html`<section id="story" aria-labelledby="story-title"><h2 id="story-title">What happened</h2>
    ${story.length > 0 ? html`<ol class="story">${story.map(chapterPart)}</ol>` : html`<p class="empty">Nothing yet.</p>`}
  </section>`;

const chapterPart = ({ id, at, tone, title, detail, execution, mail }: Chapter): Html =>
  html`<li id="story-${id}" class="${tone}">
    <div class="line"><strong>${title}</strong> ${at === undefined ? '' : moment(at)}</div>
    ${detail ? html`<p class="note">${detail}</p>` : ''}
    ${execution ? executionPart(execution) : ''}
    ${mail?.messageId ? html`<p><a href="/mails/${encodeURIComponent(mail.messageId)}">See the mail</a></p>` : ''}
  </li>`;

function executionPart({ steps, link }: WholeEntry['executions'][number]): Html {
  const page = ({ name }: Step) => `${link}&step=${encodeURIComponent(name)}#step`;
  return html`<ul class="steps">${steps.map((step) => stepPart(step, page(step)))}</ul>
    <p><a href="${link}">See each step</a></p>`;
}

function stepPart({ name, outcome, ms, failures, error }: Step, page: string): Html {
  const tone = outcome === 'failed' ? 'bad' : outcome === 'running' ? 'busy' : failures > 0 ? 'warn' : 'good';
  const more = [
    failures > 0 && `${failures} failed ${failures === 1 ? 'attempt' : 'attempts'}`,
    failures > 0 && error,
    ms !== undefined && duration(ms),
  ].filter(Boolean);
  return html`<li><a href="${page}">${pill(tone, name)}</a> <small>${more.join(', ')}</small></li>`;
}
