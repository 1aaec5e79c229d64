import { fieldName } from '../../core/domain/findings.ts';
import { amountInWords } from '../../core/money/currency.ts';
import { attentionLines } from '../attention.ts';
import { standingOf } from '../find/find.ts';
import { columns, lasting, timeOf, wrapped } from '../text-layout.ts';
import type { Dossier } from './read-dossier.ts';

export function dossierInWords(dossier: Dossier): string {
  const { name, school, type, attention } = dossier;
  return [
    `${name || '(no name)'}, ${type || '(no type)'}`,
    school || '(no school)',
    '',
    ...facts([
      ['Standing', standingOf(dossier.payment)],
      ['Code of badge', dossier.badgeId],
      ['Id', dossier.id],
      ['E-mail', dossier.email],
      ...Object.entries(dossier.entered).map(([field, value]) => [fieldName(field), value] as const),
      ['Page', dossier.page],
    ]),
    ...section(
      'To look at',
      dossier.toLookAt.flatMap((finding) => wrapped(finding)),
    ),
    ...section('Payment', moneyLines(dossier.money)),
    ...section(
      'Mails',
      columns(
        dossier.mails.map(({ purpose, status, at, feedback }) => [
          mailInWords(purpose),
          feedback === undefined ? status : `${status} (${feedback})`,
          timeOf(at),
        ]),
      ),
    ),
    ...section('Badge', badgeLines(dossier)),
    ...section(
      'Executions',
      dossier.executions.flatMap(({ machine, name, status, started, stopped, link }) => [
        `  ${[machine, inWords(status), timeOf(started), lastingOf(started, stopped)].filter(Boolean).join('  ')}`,
        `    ${name}`,
        `    ${link}`,
      ]),
    ),
    ...section('Needs attention', [
      ...attention.flatMap((one) => attentionLines(one)),
      ...(attention.length > 0 ? [`  To run it again: npm run admin -- rerun ${dossier.badgeId}`] : []),
    ]),
  ].join('\n');
}

const section = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : ['', title, ...lines];

/** Facts that are missing are left out. */
function facts(pairs: readonly (readonly [string, string | undefined])[]): string[] {
  return columns(pairs.flatMap(([label, value]) => (value ? [[label, value]] : [])));
}

function moneyLines(money: Dossier['money']): string[] {
  if (!money) return [];
  const { payment, paidAt, due, currency, sums, page } = money;
  const amount = (value: number | undefined) =>
    value && currency ? amountInWords(value, currency) : undefined;
  return facts([
    ['Payment', payment],
    ['Paid', [amount(sums?.paid), paidAt && timeOf(paidAt)].filter(Boolean).join(', ')],
    ['Expected', amount(due)],
    ['On its way', amount(sums?.pending)],
    ['Refunded', amount(sums?.refunded)],
    ['Being refunded', amount(sums?.refundPending)],
    ['Held by a dispute', amount(sums?.onHold)],
    ['Lost in a dispute', amount(sums?.lost)],
    ['Page', page],
  ]);
}

function badgeLines({ badge, badgeWithdrawn, drive }: Dossier): string[] {
  return [
    ...facts([
      ['Withdrawn', badgeWithdrawn ? 'yes' : undefined],
      ['Photo', badge?.photo],
      ['To check', badge?.toCheck.join('; ')],
      ['Printed', badge?.printed],
      ['In Drive', drive?.state],
    ]),
    ...(drive ? [`  ${drive.link}`] : []),
  ];
}

/** Those about something that happened carry its id. */
function mailInWords(purpose: string): string {
  if (purpose.startsWith('attention ')) return 'to the organisers: what needs attention';
  if (purpose.startsWith('news ')) return 'to the organisers: about the payment';
  if (purpose.startsWith('resend ')) return `confirmation, sent again: ${purpose.slice('resend '.length)}`;
  return purpose === 'findings' ? 'to the organisers: what to look at' : purpose;
}

const inWords = (status: string | undefined) => (status ?? '').toLowerCase().replace('_', ' ');

const lastingOf = (started: string, stopped: string | undefined) =>
  stopped === undefined ? undefined : `took ${lasting(Date.parse(stopped) - Date.parse(started))}`;
