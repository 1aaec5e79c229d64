import { expect, test } from 'vitest';
import type { EntryItem } from '../../../../core/domain/entry-item.ts';
import type { SubmitOptions } from '../../../../local/front-end.ts';
import { blankForm, blankPerson } from '../../../../local/playground/form/filled-form.ts';
import { registeredAlready, sendForm } from '../../../../local/playground/form/send-form.ts';

const person = { ...blankPerson, events: ['sparring'], lastName: 'Rivera' };
const order = {
  form: {
    ...blankForm,
    school: 'Blue Heron Academy',
    people: [
      {
        ...person,
        firstName: 'Mary Ann',
        photoSource: 'own',
        photo: new File(['picture'], 'IMG.png'),
      } as const,
      { ...person, firstName: 'Bo', photoSource: 'none' } as const,
    ],
  },
  year: 2027,
  addresses: { success: 'http://site/thanks/{CHECKOUT_SESSION_ID}', cancel: 'http://site/form/sent/1' },
};

/** Notes in order what is done. */
function outlets(refuses = (_: EntryItem) => false) {
  const done: unknown[] = [];
  return {
    done,
    now: () => 1_000_000,
    async putPhoto(key: string, photo: Uint8Array) {
      done.push([key, Buffer.from(photo).toString()]);
    },
    frontEnd: {
      async submit(body: EntryItem, options: SubmitOptions = {}) {
        if (refuses(body)) throw new Error('refused');
        done.push([body.full_name, options]);
        return { entryId: `entry_${done.length}` };
      },
    },
  };
}

test('each child is sent with a photo and a payment page of its own, for half an hour', async () => {
  const given = outlets();
  const sent: string[] = [];
  await sendForm(order, given, ({ entryId }) => sent.push(entryId));
  const session = {
    success_url: order.addresses.success,
    cancel_url: order.addresses.cancel,
    expires_at: 1_000 + 1_800,
  };
  expect(given.done).toEqual([
    ['Blue Heron Academy_competitor_Mary Ann_Rivera.png', 'picture'],
    [{ S: 'Mary Ann Rivera' }, { session }],
    [{ S: 'Bo Rivera' }, { session }],
  ]);
  expect(sent).toEqual(['entry_2', 'entry_3']);
});

test('messages wait for two minutes where the form lets them', async () => {
  const given = outlets();
  await sendForm({ ...order, form: { ...order.form, delayed: true } }, given, () => undefined);
  expect(given.done).toContainEqual([{ S: 'Bo Rivera' }, expect.objectContaining({ delaySeconds: 120 })]);
});

test('those before one that is refused have been sent', async () => {
  const given = outlets(({ full_name }) => JSON.stringify(full_name).includes('Bo'));
  const sent: string[] = [];
  await expect(sendForm(order, given, ({ entryId }) => sent.push(entryId))).rejects.toThrow('refused');
  expect(sent).toHaveLength(1);
});

test('the form asks for the key by its own rule, before anybody pays', async () => {
  const asked: string[] = [];
  const there = await registeredAlready(order, async (pk) => {
    asked.push(pk);
    return pk.endsWith('Bo_Rivera');
  });
  expect(asked).toEqual([
    'Blue_Heron_Academy-competitor-Mary Ann_Rivera',
    'Blue_Heron_Academy-competitor-Bo_Rivera',
  ]);
  expect(there).toEqual(['Bo Rivera']);
});
