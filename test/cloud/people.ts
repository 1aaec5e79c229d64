/** Entries of people that no other test uses. */
import { randomUUID } from 'node:crypto';
import type { EntryItem } from '../../core/domain/entry-item.ts';
import { checkoutPlaceholder } from '../../local/front-end.ts';
import coachFixture from '../fixtures/entries/coach-without-checkout.json' with { type: 'json' };
import competitorFixture from '../fixtures/entries/competitor.json' with { type: 'json' };
import manualFixture from '../fixtures/entries/manual-entry.json' with { type: 'json' };

/** Letters only, so that it can be part of a name. */
const unique = () => randomUUID().replace(/\d/g, (digit) => String.fromCharCode(103 + Number(digit)));

/** A person that no other test uses. */
function person(): EntryItem {
  const name = unique();
  return { full_name: { S: `Jo ${name}` }, email: { S: `${name}@example.com` } };
}

/** A person with a photo of their own, named as by the form. */
function personWithPhoto(): EntryItem {
  return { ...person(), imgFilename: { S: `School_competitor_${unique()}.jpg` } };
}

export const competitor = (changes: EntryItem = {}): EntryItem => ({
  ...competitorFixture,
  ...personWithPhoto(),
  checkout: { S: checkoutPlaceholder },
  ...changes,
});
export const coach = (changes: EntryItem = {}): EntryItem => ({ ...coachFixture, ...person(), ...changes });
export const manualEntry = (changes: EntryItem = {}): EntryItem => ({
  ...manualFixture,
  ...personWithPhoto(),
  ...changes,
});
