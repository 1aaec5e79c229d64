import type { StoredEntry } from '../../../core/clients/entries.ts';

/** What the form sends of Jordan Rivera, with these texts in place of hers. */
export function sampleItem(entryId: string, texts: Readonly<Record<string, string>> = {}): StoredEntry {
  const all: Record<string, string> = {
    entryId,
    full_name: 'Jordan Rivera',
    email: 'parent@example.com',
    phone: '918-555-0142',
    school: 'Golden Dragon TKD - Owasso',
    reg_type: 'competitor',
    parent: 'Sam Rivera',
    birthdate: '2013-07-11',
    gender: 'female',
    weight: '85',
    height: '57',
    coach: 'Master T',
    beltRank: 'yellow',
    events: 'sparring-gr,poomsae,world-class poomsae',
    poomsae_form: '1',
    wc_poomsae_form: '8',
    checkout: entryId,
    ...texts,
  };
  return Object.fromEntries(Object.entries(all).map(([name, text]) => [name, { S: text }]));
}
