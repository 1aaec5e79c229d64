import type { Compared, Difference } from '../../core/domain/reconcile.ts';
import { counted } from '../../core/domain/spoken-numbers.ts';

const words: Record<Difference['code'], string> = {
  'not-started': 'paid, and nobody has begun to register it',
  lost: 'paid, and its execution ended without a registration',
  unread: 'not as it was last read',
  'out-of-line': 'its registration does not say what the payment amounts to',
  due: 'more was expected to happen to it',
  parked: 'has needed attention for more than a day',
  duplicate: 'paid for somebody who is registered already, and not refunded',
  stopped: 'paid, and somebody stopped its execution',
  'unknown-payment': 'about a payment that no registration has',
};

/** `2,000 payments, 3 refunds, …`: how much has been compared. */
export function comparedInWords({ counts }: Compared): string {
  const { sessions, refunds, disputes, warnings, unsettled } = counts;
  return [
    counted(sessions, 'Checkout Session'),
    counted(refunds, 'refund'),
    counted(disputes, 'dispute'),
    counted(warnings, 'fraud warning'),
    `${counted(unsettled, 'payment')} to be read again`,
  ].join(', ');
}

/** What was found, a line each. */
export function differencesInWords(compared: Compared, applied: boolean): string {
  const { counts, repairs, decisions } = compared;
  const since = new Date(compared.from * 1_000).toISOString().slice(0, 16).replace('T', ' ');
  const lines = [`Compared ${comparedInWords(compared)}, made since ${since} UTC.`];
  if (counts.repairs + counts.decisions === 0) return [...lines, 'All is well.'].join('\n');
  if (counts.repairs > 0) {
    lines.push(
      applied ? `${counts.repairs} being repaired:` : `${counts.repairs} to be repaired, with --apply:`,
      ...listed(repairs, counts.repairs),
    );
  }
  if (counts.decisions > 0) {
    const told = applied ? ', who have a mail about it' : '';
    lines.push(
      `${counts.decisions} for the organisers to decide${told}:`,
      ...listed(decisions, counts.decisions),
    );
  }
  return lines.join('\n');
}

function listed(differences: readonly Difference[], count: number): string[] {
  const lines = differences.map(({ code, id, entryId }) => {
    const of = entryId === undefined || entryId === id ? '' : ` of ${entryId}`;
    return `  ${id}${of}: ${words[code]}`;
  });
  return count > lines.length ? [...lines, `  and ${count - lines.length} more`] : lines;
}
