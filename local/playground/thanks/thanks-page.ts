import { pill } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { isUnderWay, type RegistrationState } from './registration-state.ts';
import { type Step, type StepLinks, stepsOf } from './steps.ts';

export interface ThanksLinks extends StepLinks {
  steps: string;
}

/** Somebody who was entered by the same form. */
export interface Sibling {
  state: RegistrationState;
  /** The address of their payment page. */
  payment: string;
}

/** In the heading, a name stands for itself: whatever it holds, it does not turn the words around it. */
const isolated = (text: string) => `\u2068${text}\u2069`;

/** What the page is called: what has just happened. */
export function thanksTitle(state: RegistrationState): string {
  const name = isolated(state.name ?? 'Your entry');
  switch (state.payment.kind) {
    case 'open':
      return `${name} is not paid yet`;
    case 'card refused':
      return 'The card was refused';
    case 'bank asked':
      return 'Thank you! Now the bank is asked';
    case 'bank refused':
      return 'The bank has refused to pay';
    case 'expired':
      return 'The payment page has expired';
    default:
      if (isUnderWay(state)) return `Thank you! ${name} is being registered`;
      return Object.keys(state.progress.attention).length > 0
        ? `${name} needs the organisers' attention`
        : `${name} is registered`;
  }
}

export function thanksPage(state: RegistrationState, family: readonly Sibling[], links: ThanksLinks): Html {
  const steps = stepsOf(state, links);
  return html`
${isUnderWay(state) ? html`<p>This page follows the registration by itself.</p>` : ''}
${family.length > 0 ? familyList(family) : ''}
<ol class="steps">${steps.map(stepItem)}</ol>
<section>
  <h2>What next?</h2>
  <ul>
    <li><a href="${links.entry}">All about this entry</a>: what was sent, what was paid, each mail, in the order it happened.</li>
    ${state.execution === undefined ? '' : html`<li><a href="${links.steps}">The steps it went through</a>, as a picture.</li>`}
    <li><a href="/form">Register somebody else</a>, or <a href="/break">break something</a> first and see what becomes of it.</li>
  </ul>
</section>`;
}

const stepItem = ({ title, tone, stands, said }: Step) => html`<li id="step-${title.replaceAll(' ', '-')}">
  <h2>${title} ${pill(tone, stands)}</h2>
  ${said === '' ? '' : html`<div>${said}</div>`}
</li>`;

/** With what is still to be done: each is paid for on a page of its own. */
function familyList(family: readonly Sibling[]): Html {
  return html`<section>
  <h2>Entered along with ${family.length === 1 ? 'it' : 'them'}</h2>
  <ul>${family.map(({ state, payment }) => {
    const who = isolated(state.name ?? 'the other entry');
    return html`<li id="${state.entryId}"><a href="/thanks/${state.entryId}">${thanksTitle(state)}</a>
      ${isToBePaid(state) ? html`<p><a class="button" href="${payment}">Pay for ${who}</a></p>` : ''}</li>`;
  })}</ul>
</section>`;
}

const isToBePaid = ({ payment }: RegistrationState) =>
  payment.kind === 'open' || payment.kind === 'card refused';

/** For an id that nothing is known about. */
export const nothingThere = html`<p>There is no entry and no payment with this id. It may be from an earlier run of the
  project: unless it is started with <code>--data</code>, it forgets everything when it ends.</p>
  <p><a href="/form">Fill in the form</a></p>`;
