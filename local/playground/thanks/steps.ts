/** What a family would like to know of their registration, one step after the other. */
import { moment, type Tone } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import { plainWords } from '../../../core/attention/plain-words.ts';
import type { Part } from '../../../core/domain/state.ts';
import type { Payment, RegistrationState } from './registration-state.ts';

export interface Step {
  title: string;
  tone: Tone;
  /** In one or two words. */
  stands: string;
  said: Html | string;
}

/** Addresses of what the steps link to. */
export interface StepLinks {
  payment: string;
  mail: (messageId: string) => string;
  badge: (md5: string) => string;
  driveFile: (fileId: string) => string;
  /** Everything about the entry. */
  entry: string;
}

const notYet = { tone: 'quiet', stands: 'not yet', said: '' } as const;
const working = { tone: 'busy', stands: 'working on it', said: '' } as const;

export function stepsOf(state: RegistrationState, links: StepLinks): Step[] {
  return [
    entryStep(state),
    paymentStep(state, links),
    registrationStep(state, links),
    mailStep(state, links),
    ...(state.badges ? [badgeStep(state, links), driveStep(state, links)] : []),
  ];
}

function entryStep({ name }: RegistrationState): Step {
  const title = 'Entry';
  if (name !== undefined)
    return { title, tone: 'good', stands: 'arrived', said: 'What was typed is stored, as it was typed.' };
  const said =
    'The entry is still on its way, for two minutes if the form lets it wait. The payment is kept for it.';
  return { title, tone: 'busy', stands: 'on its way', said };
}

const isPaid = ({ kind }: Payment) => kind === 'paid' || kind === 'none' || kind === 'manual';

function paymentStep({ payment }: RegistrationState, links: StepLinks): Step {
  const title = 'Payment';
  const page = (text: string) => html`<a href="${links.payment}">${text}</a>`;
  switch (payment.kind) {
    case 'none':
      return { title, tone: 'good', stands: 'none', said: 'The entry names no payment.' };
    case 'manual':
      return { title, tone: 'good', stands: 'by hand', said: 'An organiser has added the entry.' };
    case 'paid':
      return {
        title,
        tone: 'good',
        stands: 'paid',
        said: html`${page('See the payment')}, refund it, or dispute it.`,
      };
    case 'open':
      return {
        title,
        tone: 'warn',
        stands: 'not paid',
        said: html`${page('Pay now')}, until ${moment(payment.until)}. Nobody is registered before that.`,
      };
    case 'card refused':
      return {
        title,
        tone: 'bad',
        stands: 'card refused',
        said: html`The card was refused. Nothing was charged. ${page('Try again')}, until ${moment(payment.until)}.`,
      };
    case 'bank asked':
      return {
        title,
        tone: 'busy',
        stands: 'at the bank',
        said: html`A bank takes days to answer, and until then nobody is registered. Here, ${page('you are the bank')}.`,
      };
    case 'bank refused':
      return {
        title,
        tone: 'bad',
        stands: 'bank refused',
        said: html`The bank has refused. Nobody is registered, and a mail tells the family so. ${page('See the payment')}.`,
      };
    case 'expired':
      return {
        title,
        tone: 'bad',
        stands: 'expired',
        said: html`Nobody paid in time. Nothing was charged, and nobody is registered. <a href="/form">Fill in the form again</a>.`,
      };
  }
}

function registrationStep(state: RegistrationState, links: StepLinks): Step {
  const title = 'Registration';
  const { progress, findings, payment, execution } = state;
  const failed = attentionStep(state, title, links, 'registration');
  if (failed) return failed;
  if (progress.registrationKey === undefined)
    return { title, ...(isPaid(payment) || execution === 'RUNNING' ? working : notYet) };
  if (findings.length === 0) return { title, tone: 'good', stands: 'registered', said: '' };
  return {
    title,
    tone: 'warn',
    stands: 'as written',
    said: html`Registered as it was written. The organisers have a mail that asks them to look at this:
      <ul>${findings.map((finding) => html`<li>${finding}</li>`)}</ul>`,
  };
}

function mailStep(state: RegistrationState, links: StepLinks): Step {
  const title = 'Confirmation';
  const { progress, confirmation } = state;
  const failed = attentionStep(state, title, links, 'confirmation');
  if (failed) return failed;
  if (confirmation?.status === 'sent') {
    const { messageId } = confirmation;
    const said =
      messageId === undefined
        ? ''
        : html`<a href="${links.mail(messageId)}">Read the mail</a> as the family sees it.`;
    return { title, tone: 'good', stands: 'mailed', said };
  }
  return { title, ...(progress.registrationKey === undefined ? notYet : working) };
}

function badgeStep(state: RegistrationState, links: StepLinks): Step {
  const title = 'Badge';
  const { progress } = state;
  const failed = attentionStep(state, title, links, 'badge');
  if (failed && !progress.badge) return failed;
  if (!progress.badge) return { title, ...(progress.registrationKey === undefined ? notYet : working) };
  const badge = links.badge(progress.badge.md5);
  return {
    title,
    tone: 'good',
    stands: 'drawn',
    said: html`<a href="${badge}"><img class="badge" src="${badge}" alt="The badge" width="300"></a>`,
  };
}

function driveStep(state: RegistrationState, links: StepLinks): Step {
  const title = 'Google Drive';
  const { progress } = state;
  if (progress.drive?.md5 !== undefined)
    return {
      title,
      tone: 'good',
      stands: 'stored',
      said: html`The badge is <a href="${links.driveFile(progress.drive.fileId)}">in the organisers' folder</a>, ready to print.`,
    };
  const failed = attentionStep(state, title, links, 'badge');
  if (failed) return failed;
  return { title, ...(progress.badge ? working : notYet) };
}

function attentionStep(
  { progress, execution }: RegistrationState,
  title: string,
  { entry }: StepLinks,
  part: Part,
): Step | undefined {
  const mark = progress.attention[part];
  // The next run of the entry removes the mark once it succeeds.
  if (!mark || execution === 'RUNNING') return undefined;
  const said = html`${plainWords(mark.error, part).happened} The organisers have a mail that says what to do.
    <a href="${entry}">See it, and mend it</a>.`;
  return { title, tone: 'bad', stands: 'needs attention', said };
}
