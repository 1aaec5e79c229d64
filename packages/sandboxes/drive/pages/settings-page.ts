import { button } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import type { Page } from '../../page.ts';
import { roles, roleTitles } from '../roles.ts';
import { fullReasons, refusals, type Settings } from '../settings.ts';
import type { Write } from '../writes.ts';
import { links } from './folder-pages.ts';

/** What can be switched, and what that did to the latest writes. */
export function settingsPage(now: Readonly<Settings>, writes: readonly Write[]): Page {
  return [
    html`${links('settings')}
      <section aria-label="Access">
        <h2>The service account</h2>
        ${
          now.shared
            ? html`<p>It is a <strong>${roleTitles[now.role]}</strong> of the shared drive.</p>`
            : html`<p class="problem">The drive is not shared with it: it finds nothing there.</p>`
        }
        <div class="choices plain">
          ${roles.filter((role) => role !== now.role).map((role) => button('/_settings', `Make it ${roleTitles[role]}`, { role }))}
          ${now.shared ? button('/_settings', 'End the sharing', { shared: 'false' }) : button('/_settings', 'Share the drive with it', { shared: 'true' })}
        </div>
      </section>
      <section aria-label="Room">
        <h2>Room</h2>
        ${now.full ? html`<p class="problem">Nothing can be created: ${fullReasons[now.full]}</p>` : html`<p>There is room.</p>`}
        <div class="choices plain">
          ${Object.keys(fullReasons)
            .filter((reason) => reason !== now.full)
            .map((full) => button('/_settings', full, { full }))}
          ${now.full ? button('/_settings', 'Make room', { full: '' }) : ''}
        </div>
        ${numbers(now, { driveItems: 'Items in the drive', folderItems: 'Items in a folder' })}
      </section>
      <section aria-label="Writes">
        <h2>Writes</h2>
        <p>${summary(writes)}</p>
        <p>${
          now.writesPerSecond > 0
            ? html`More than <strong>${now.writesPerSecond} a second</strong>, after ${now.burst} at once, are refused with <code>${now.refusal}</code>${now.retryAfter > 0 ? `, Retry-After ${now.retryAfter} s` : ''}.`
            : 'However many come, none is refused.'
        }</p>
        <div class="choices plain">
          ${now.writesPerSecond > 0 ? button('/_settings', 'No limit', { writesPerSecond: '0' }) : button('/_settings', 'As Google: 3 a second', { writesPerSecond: '3' })}
          ${refusals.filter((refusal) => refusal !== now.refusal).map((refusal) => button('/_settings', `Refuse with ${refusal}`, { refusal }))}
        </div>
        ${numbers(now, { writesPerSecond: 'Writes a second', burst: 'At once', retryAfter: 'Retry-After, seconds' })}
      </section>`,
    { title: 'Access and limits' },
  ];
}

/** A form for settings that are numbers. */
function numbers(now: Readonly<Settings>, titles: Partial<Record<keyof Settings, string>>): Html {
  return html`<form class="choices plain" method="post" action="/_settings">
    ${Object.entries(titles).map(
      ([name, title]) =>
        html`<label>${title}<input name="${name}" type="number" min="0" step="any" value="${now[name as keyof Settings]}"></label>`,
    )}<button>Set</button>
  </form>`;
}

function summary(writes: readonly Write[]): string {
  const refused = writes.filter((write) => write.refused).length;
  const seconds = ((writes.at(-1)?.at ?? 0) - (writes[0]?.at ?? 0)) / 1000;
  const rate = seconds >= 1 ? `, ${((writes.length - 1) / seconds).toFixed(1)} a second on average` : '';
  return `${writes.length} calls wrote, ${refused} of them were refused${rate}.`;
}
