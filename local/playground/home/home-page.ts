import { pill, scrolling, type Tone } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import type { SampleProgress } from '../../samples/load-sample.ts';
import { badgeAddress } from '../entries/badge-address.ts';
import type { Trial } from '../visit.ts';
import type { Figures, Happening } from './read-tournament.ts';

export interface Home {
  competition: { name: string; year: number };
  figures: Figures;
  happenings: readonly Happening[];
  tried: ReadonlySet<Trial | 'refused'>;
  sample?: SampleProgress;
  /** Everything that runs, with its address. */
  places: readonly Place[];
  /** Epoch milliseconds. */
  now: number;
}

export interface Place {
  title: string;
  url: string;
  note: string;
  /** Whether a browser can open it. */
  isPage: boolean;
}

export function homePage(home: Home): Html {
  const { competition, figures, happenings, sample } = home;
  return html`
<p>This is the registration of the <strong>${competition.name} ${competition.year}</strong>, with families who do not exist. All of it
  runs on this computer: the form, Stripe, the mails, the badges, Google Drive. Nothing leaves it, and no money moves.</p>
${sample && sample.done < sample.entries ? html`<p role="status">${pill('busy', 'Registering')} The sample's families are coming in, as if they had filled in the form: ${sample.done} of ${sample.entries}.</p>` : ''}
<div class="columns">
  <div>
    <section class="card" aria-labelledby="next">
      <h2 id="next">What to try next</h2>
      <ol class="trials">${trials.map(([trial, text]) => trialItem(home.tried.has(trial), text))}</ol>
    </section>
    <section class="card" aria-labelledby="last">
      <h2 id="last">What happened last</h2>
      ${
        happenings.length === 0
          ? html`<p class="empty">Nothing yet. <a href="/form">Register somebody</a>, and see it here.</p>`
          : happeningsTable(happenings, figures, home.now)
      }
      <p class="note">${figures.needAttention === 0 ? 'Nothing needs attention.' : ''} <a href="/entries">All entries</a> · <a href="/executions">Everything that ran</a></p>
    </section>
  </div>
  <div>
    <section class="card" aria-labelledby="figures">
      <h2 id="figures">So far</h2>
      ${figuresList(figures)}
    </section>
    <section class="card" aria-labelledby="places">
      <h2 id="places">What runs where</h2>
      <dl class="places">${home.places.map(placeItem)}</dl>
    </section>
  </div>
</div>`;
}

const trials: readonly (readonly [Trial | 'refused', Html])[] = [
  ['form', html`<a href="/form?example=child">Register a child</a>: the form is filled in already`],
  [
    'followed',
    html`<strong>Pay</strong> on the page that follows, and watch the registration until its badge is drawn`,
  ],
  ['mail', html`<a href="/mails">Read the confirmation</a> that the family gets`],
  ['entry', html`<a href="/entries">Open an entry</a>: all about one person, in the order it happened`],
  ['steps', html`<a href="/executions">See the steps</a> that an entry goes through, as a picture`],
  [
    'refused',
    html`Register <a href="/form?example=black-belt">a black belt</a> and have <strong>the card declined</strong>, or pay by bank and let the bank refuse`,
  ],
  [
    'unclear',
    html`Type <a href="/form?example=unclear">what nobody understands</a>, and see that it is registered all the same`,
  ],
  [
    'broken',
    html`<a href="/break">Break something</a>, register <a href="/form?example=family">a family</a>, and mend it`,
  ],
];

const trialItem = (done: boolean, text: Html) =>
  html`<li class="${done ? 'tried' : ''}"><span class="tick">${done ? html`<span role="img" aria-label="Done:">✓</span>` : html`<span role="img" aria-label="To do:">○</span>`}</span><span>${text}</span></li>`;

const outcomes: Record<string, [Tone, string]> = {
  RUNNING: ['busy', 'under way'],
  SUCCEEDED: ['good', 'registered'],
  FAILED: ['bad', 'needs attention'],
  TIMED_OUT: ['bad', 'took too long'],
  ABORTED: ['quiet', 'stopped'],
};

function outcomeOf(status: string, isToLookAt: boolean): [Tone, string] {
  if (status === 'SUCCEEDED' && isToLookAt) return ['warn', 'registered, to look at'];
  return outcomes[status] ?? ['quiet', status.toLowerCase()];
}

function happeningsTable(happenings: readonly Happening[], { badges, toLookAt }: Figures, now: number): Html {
  return scrolling(
    'The latest registrations',
    html`<table>
    <thead><tr><th scope="col">Badge</th><th scope="col">Who</th><th scope="col">How it stands</th></tr></thead>
    <tbody>${happenings.map(({ entryId, name, status, who, startedAt }) => {
      const [tone, words] = outcomeOf(status, toLookAt.has(entryId));
      const id = encodeURIComponent(entryId);
      const md5 = badges.get(entryId);
      return html`<tr id="${name}">
        <td class="thumb">${md5 === undefined ? '' : html`<a href="/thanks/${id}"><img src="${badgeAddress(entryId, md5)}" alt="Badge of ${who}" width="36" height="48"></a>`}</td>
        <td><a href="/entries/${id}"><bdi>${who ?? 'An entry that has not arrived'}</bdi></a></td>
        <td>${pill(tone, words)}<br><small>${ago(now - startedAt)}</small></td>
      </tr>`;
    })}</tbody>
  </table>`,
  );
}

/** In steps that let a page without news stay as it is. */
export function ago(ms: number): string {
  const seconds = Math.max(0, ms / 1000);
  if (seconds < 10) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds / 10) * 10} seconds ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes === 1 ? 'a minute ago' : `${minutes} minutes ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return hours === 1 ? 'an hour ago' : `${hours} hours ago`;
  return `${Math.floor(hours / 24)} days ago`;
}

function figuresList({ registered, mails, badges, inDrive, needAttention }: Figures): Html {
  const { competitor = 0, coach = 0, seminar = 0 } = registered;
  const rows: [number, string][] = [
    [competitor, competitor === 1 ? 'competitor' : 'competitors'],
    [coach, coach === 1 ? 'coach' : 'coaches'],
    [seminar, seminar === 1 ? 'seminar guest' : 'seminar guests'],
    [mails, mails === 1 ? 'mail sent' : 'mails sent'],
    [badges.size, badges.size === 1 ? 'badge drawn' : 'badges drawn'],
    [inDrive, 'of them in Google Drive'],
  ];
  return html`<ul class="figures">
    ${rows.map(([count, what]) => html`<li><strong>${count}</strong> ${what}</li>`)}
    ${needAttention > 0 ? html`<li><a href="/entries?state=attention">${pill('bad', `${needAttention} ${needAttention === 1 ? 'needs' : 'need'} attention`)}</a></li>` : ''}
  </ul>`;
}

const placeItem = ({ title, url, note, isPage }: Place) => html`<div>
    <dt>${isPage ? html`<a href="${url}">${title}</a>` : title}</dt>
    <dd>${note}<br><code>${url}</code></dd>
  </div>`;
