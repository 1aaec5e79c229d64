import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEntryFile } from '../../local/entry-file.ts';
import { codesIn } from '../core/badges/drawing/read-code.ts';
import firstForm from '../fixtures/entries/first-form.json' with { type: 'json' };
import olderAliases from '../fixtures/entries/older-aliases.json' with { type: 'json' };
import { outcomes, register } from './fixtures.ts';
import { competitor } from './people.ts';

const sentByTheForm = readEntryFile(join(import.meta.dirname, '../fixtures/entries/sent-by-the-form.json'));

describe('a paid registration', () => {
  test('goes from the queue through payment, store, email and badge to Drive', async () => {
    const { entryId, sessionId } = await register(competitor());
    const outcome = await outcomes.of(entryId);
    expect(entryId).toBe(sessionId);
    expect(outcome.execution).toMatchObject({ status: 'SUCCEEDED' });
    expect(outcome.registration).toMatchObject({
      reg_type: 'competitor',
      payment: expect.stringMatching(/^pi_/),
    });
    expect(outcome.registration).not.toHaveProperty('checkout');
    expect(outcome.confirmation?.subject).toBe(
      `${outcome.registration?.full_name} is registered · Riverside Open Taekwondo Championship 2027`,
    );
    expect(outcome.badge?.jpeg.subarray(0, 2)).toEqual(new Uint8Array([0xff, 0xd8]));
    expect(outcome.driveFile?.name).toBe(`badge_${entryId}.jpg`);
  });

  test('is confirmed with the code of its badge, as a picture and as text, and one attachment', async () => {
    const { entryId } = await register(competitor());
    const { registration, badge, confirmation } = await outcomes.of(entryId);
    const parts = confirmation?.attachments ?? [];
    const [picture, ...others] = parts.filter(({ contentDisposition }) => contentDisposition === 'INLINE');
    expect(others).toEqual([]);
    expect(confirmation?.body.html).toContain(`<img src="cid:${picture?.contentId}"`);
    expect(confirmation?.body.text).toContain(`\n${registration?.badge_id}\n`);
    const code = await codesIn(Buffer.from(picture?.content ?? '', 'base64'));
    expect(code).toEqual([registration?.badge_id]);
    expect(code).toEqual(await codesIn(Buffer.from(badge?.jpeg ?? [])));
    expect(parts.filter((part) => part !== picture).map(({ filename }) => filename)).toEqual([
      'tournament.ics',
    ]);
  });

  test('is confirmed with what was bought, as Stripe has it, and the way to its receipt', async () => {
    const { entryId } = await register(competitor());
    const { confirmation } = await outcomes.of(entryId);
    const text = confirmation?.body.text ?? '';
    const [, lines = '', url = ''] =
      /^Your payment\n-+\n([\s\S]+?)\n\nOpen the receipt:\n(\S+)$/m.exec(text) ?? [];
    const facts = lines.split('\n').map((line) => line.split(': '));
    expect(facts.at(0)).toEqual(['Color Belt Registration', '85.00 USD']);
    const sums = facts.map(([, sum]) => Number.parseFloat(sum ?? ''));
    expect(facts.at(-1)?.[0]).toBe('Paid');
    expect(sums.slice(0, -1).reduce((sum, item) => sum + item, 0)).toBe(sums.at(-1));
    const page = await fetch(url);
    expect(await page.text()).toContain((sums.at(-1) ?? 0).toFixed(2));
    expect(JSON.stringify(await outcomes.history(entryId))).not.toContain(url);
  });

  test('of a second child of a family adds no second event to its calendar', async () => {
    const family = { S: `family-${randomUUID()}@example.com` };
    const mails = [];
    for (const child of [competitor({ email: family }), competitor({ email: family })]) {
      const { entryId } = await register(child);
      mails.push((await outcomes.of(entryId)).confirmation);
    }
    expect(new Set(mails.map((mail) => mail?.subject)).size).toBe(2);
    const [first, second] = mails.map((mail) => {
      const calendar = mail?.attachments.find(({ filename }) => filename === 'tournament.ics');
      return Buffer.from(calendar?.content ?? '', 'base64').toString();
    });
    const stamp = /^DTSTAMP:\d{8}T\d{6}Z$/m;
    expect(first).toMatch(stamp);
    expect(first).toContain('METHOD:PUBLISH');
    expect(second?.replace(stamp, '')).toBe(first?.replace(stamp, ''));
    const [older = '', newer = ''] = [first, second].map((event) => stamp.exec(event ?? '')?.[0]);
    expect(newer >= older).toBe(true);
  });

  test('results from everything that the live form sent, paid or added by hand', async () => {
    const { entries, problems } = sentByTheForm;
    expect(problems).toEqual([]);
    expect(entries).toHaveLength(5);
    const ends = await Promise.all(
      entries.map(async ({ body }) => {
        const { entryId } = await register(body);
        const { execution, registration, confirmation } = await outcomes.of(entryId);
        return [execution.status, registration?.full_name, confirmation?.recipients];
      }),
    );
    expect(ends).toEqual([
      ['SUCCEEDED', 'Front End', ['fe1@example.org']],
      ['SUCCEEDED', 'Little Dragon', ['fe2@example.org']],
      ['SUCCEEDED', 'Coach Fe', ['fe3@example.org']],
      ['SUCCEEDED', 'Manual Add', ['fe4@example.org']],
      ['SUCCEEDED', 'Manual Coach', ['fe5@example.org']],
    ]);
  });

  test('results from the shapes that earlier versions of the form sent', async () => {
    const medicalText = '{"contacts": "N", "medicalConditions": ["Asthma"], "medications": ["Zyrtec", ""]}';
    const messages = [
      firstForm,
      olderAliases,
      competitor({ medical_form: { M: medicalText }, weight: { N: '' }, poomsae_form: { S: '12' } }),
      competitor({
        medical_form: { M: { contacts: { S: null }, allergies: { L: [] } } },
        parent: { S: null },
        poomsae_form: { S: null },
      }),
    ];
    const rows = await Promise.all(
      messages.map(async (message) => {
        const { entryId } = await register(message);
        const { execution, registration } = await outcomes.of(entryId);
        expect(execution).toMatchObject({ status: 'SUCCEEDED' });
        expect(registration).not.toHaveProperty('findings');
        return registration;
      }),
    );
    expect(rows).toMatchObject([
      { full_name: 'Nadia  Haddad ', address1: '12 Elm Street', address2: '', weight: 68.04, age: 18 },
      { medical_form: olderAliases.medical_form.S, beltRank: '1 black', gender: 'M' },
      { medical_form: medicalText, weight: '', poomsae_form: '12' },
      { medical_form: { contacts: null, allergies: [] }, parent: null, poomsae_form: null },
    ]);
  });

  test('results from a paid entry, whatever its fields contain except name, type, school and address', async () => {
    const json = fc.jsonValue({ stringUnit: 'grapheme' });
    const typed = fc
      .tuple(fc.constantFrom('S', 'N', 'BOOL', 'NULL', 'L', 'M', 'SS', 'B'), json)
      .map(([type, content]) => ({ [type]: content }));
    const needed = ['full_name', 'reg_type', 'school', 'email', 'checkout'];
    const fields = Object.keys({ ...competitor(), tshirt: '', wc_poomsae_form: '', anything: '' });
    const contents = fc.dictionary(
      fc.constantFrom(...fields.filter((field) => !needed.includes(field))),
      fc.oneof(json, typed),
      { minKeys: 2 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(contents, { minLength: 12, maxLength: 12 }), async (several) => {
        const ends = await Promise.all(
          several.map(async (content) => {
            const { entryId } = await register(competitor(content));
            const { execution, registration, confirmation, driveFile } = await outcomes.of(entryId);
            const { status, cause } = execution;
            return { status, cause, done: [registration, confirmation, driveFile].every(Boolean) };
          }),
        );
        expect(ends).toEqual(several.map(() => ({ status: 'SUCCEEDED', done: true })));
      }),
      { seed: 20270313, numRuns: 2, endOnFailure: true },
    );
  });
});
