import { duration, moment, pill, timeOfDay } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { waitInWords } from '../../waits.ts';
import type { WholeEntry } from './entry-sources.ts';
import type { Step } from './execution-steps.ts';
import type { Chapter } from './story.ts';

/** What has happened, from top to bottom. Where all of it was on one day, the day is said once. */
export function storyPart(story: readonly Chapter[]): Html {
  const days = new Set(story.flatMap(({ at }) => (at === undefined ? [] : [dayOf(at)])));
  const [day] = days;
  const time = days.size === 1 ? timeOfDay : moment;
  return html`<section id="story" aria-labelledby="story-title"><h2 id="story-title">What happened</h2>
    ${days.size === 1 ? html`<p class="note">On ${day}, times in UTC</p>` : ''}
    ${story.length > 0 ? html`<ol class="story">${story.map((one) => chapterPart(one, time))}</ol>` : html`<p class="empty">Nothing yet.</p>`}
  </section>`;
}

const dayOf = (at: number) =>
  new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' }).format(at);

const chapterPart = (
  { id, at, tone, title, detail, execution, mail }: Chapter,
  time: (at: number) => Html,
): Html =>
  html`<li id="story-${id}" class="${tone}">
    <div class="line"><strong>${title}</strong> ${at === undefined ? '' : time(at)}</div>
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
  const wait = outcome === 'failed' ? undefined : waitInWords(error);
  const flawed = failures > 0 && !wait;
  const tone = outcome === 'failed' ? 'bad' : outcome === 'running' ? 'busy' : flawed ? 'warn' : 'good';
  const more = [
    wait && `${outcome === 'running' ? 'waits' : 'waited'} ${wait}`,
    flawed && `${failures} failed ${failures === 1 ? 'attempt' : 'attempts'}`,
    flawed && error,
    ms !== undefined && duration(ms),
  ].filter(Boolean);
  return html`<li><a href="${page}">${pill(tone, name)}</a> <small>${more.join(', ')}</small></li>`;
}
