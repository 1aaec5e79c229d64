/** Sends what was typed as the existing form does: photo, Checkout Session, message, for one person after the other. */
import type Stripe from 'stripe';
import { textOf } from '../../../core/domain/entry-item.ts';
import type { FrontEnd, Submission } from '../../front-end.ts';
import { madeUpPhoto } from '../../samples/made-up-portrait.ts';
import type { FilledForm, FilledPerson } from './filled-form.ts';
import { messageOf, photoKeyOf } from './message.ts';

/** A page for a payment is open for as long as the existing form says. */
const sessionSeconds = 30 * 60;
/** How long the existing form's messages wait in the queue. */
const delaySeconds = 120;

export interface FormOutlets {
  frontEnd: Pick<FrontEnd, 'submit'>;
  putPhoto(key: string, photo: Uint8Array): Promise<void>;
  /** Epoch milliseconds. */
  now(): number;
}

export interface FormOrder {
  form: FilledForm;
  /** Of the competition. */
  year: number;
  /** Where the payer's browser goes: after the payment, with `{CHECKOUT_SESSION_ID}` in it, and when nothing was paid. */
  addresses: { success: string; cancel: string };
}

/**
 * @param sent hears of each entry at once: those before one that could not be sent are on their way.
 * @throws whatever the photo's bucket, Stripe or the queue answer.
 */
export async function sendForm(
  { form, year, addresses }: FormOrder,
  { frontEnd, putPhoto, now }: FormOutlets,
  sent: (submission: Submission) => void,
): Promise<void> {
  for (const person of form.people) {
    const key = photoKeyOf(form, person);
    const photo = key && (await photoOf(person));
    if (photo) await putPhoto(key, photo);
    const session: Partial<Stripe.Checkout.SessionCreateParams> = {
      success_url: addresses.success,
      cancel_url: addresses.cancel,
      expires_at: Math.floor(now() / 1000) + sessionSeconds,
    };
    sent(
      await frontEnd.submit(messageOf(form, person, year), {
        session,
        ...(form.delayed && { delaySeconds }),
      }),
    );
  }
}

async function photoOf({ photoSource, photo, ...person }: FilledPerson): Promise<Uint8Array | undefined> {
  if (photoSource === 'none') return undefined;
  if (photoSource === 'own') return photo && new Uint8Array(await photo.arrayBuffer());
  return madeUpPhoto(`${person.firstName} ${person.lastName}`, person.beltRank);
}

/** The names of those whom the form would find registered, by the key that it looks up. */
export async function registeredAlready(
  { form, year }: Pick<FormOrder, 'form' | 'year'>,
  isThere: (pk: string) => Promise<boolean>,
): Promise<string[]> {
  const found: string[] = [];
  for (const person of form.people) {
    const name = String(textOf(messageOf(form, person, year).full_name) ?? '');
    // The form joins first and last name by `_` itself, and leaves blanks inside them.
    const pk = `${form.school.replaceAll(' ', '_')}-${form.registrationType}-${person.firstName}_${person.lastName}`;
    if (await isThere(pk)) found.push(name);
  }
  return found;
}
