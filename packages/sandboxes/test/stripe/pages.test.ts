import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { paid, type Started, started } from './started.ts';

let running: Started;

beforeEach(async () => {
  running = await started();
});
afterEach(() => running.stop());

/** Does what a browser does with the button of this label on the page: sends its form, and follows where it leads. */
async function click(page: string, label: string, typed: Record<string, string> = {}): Promise<string> {
  const forms = [...page.matchAll(/<form method="post" action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/g)];
  const form = forms.find(([, , inner]) => inner?.includes(`<button>${label}</button>`));
  if (!form) throw new Error(`no button ${label} on the page`);
  const hidden = [...(form[2] ?? '').matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value],
  );
  const response = await fetch(`${running.sandbox.url}${form[1]}`, {
    method: 'POST',
    headers: { accept: 'text/html' },
    body: new URLSearchParams({ ...Object.fromEntries(hidden), ...typed }),
  });
  return response.text();
}

const open = async (path: string) => (await fetch(`${running.sandbox.url}${path}`)).text();

test('a payment ends on a thank-you page where no form is there to go back to', async () => {
  const { id } = await running.order(9_500, {
    success_url: 'http://localhost/success?id={CHECKOUT_SESSION_ID}',
  });
  const thanks = await click(await open(`/pay/${id}`), 'Pay by card');
  expect(thanks).toContain('<h1>Thank you</h1>');
  expect(thanks).toContain(`http://localhost/success?id=${id}`);
  expect(thanks).toContain(`href="/pay/${id}"`);
});

test('a bank debit can be refused from the page it leads to', async () => {
  const { id } = await running.order(9_500, { success_url: 'https://register.example/thanks' });
  expect(await click(await open(`/pay/${id}`), 'Pay by bank debit (delayed)')).toContain(
    'The bank debit is on its way',
  );
  const page = await click(await open(`/pay/${id}`), 'Bank refuses');
  expect(page).toContain('The bank refused the debit');
  expect(page).not.toContain('Bank confirms');
  expect((await running.stripe.charges.list()).data[0]?.status).toBe('failed');
});

test('a page expires by a button, and leads back who pays nothing', async () => {
  const { id } = await running.order(9_500, { cancel_url: 'http://127.0.0.1:9/cancelled' });
  expect(await open(`/pay/${id}`)).toContain('<a href="http://127.0.0.1:9/cancelled">Cancel and go back</a>');
  const expired = await click(await open(`/pay/${id}`), 'Let this page expire');
  expect(expired).toContain('This payment page has expired. Nothing was charged.');
  expect(expired).toContain('<a href="http://127.0.0.1:9/cancelled">Back to the shop</a>');
  expect((await running.stripe.checkout.sessions.retrieve(id)).status).toBe('expired');
  const other = await running.order(9_500, { cancel_url: 'http://localhost/cancelled' });
  expect(await open(`/pay/${other.id}`)).not.toContain('go back');
});

test('the overview says what came after each payment, and which events nobody subscribes to', async () => {
  const { charge } = await paid(running);
  await running.stripe.refunds.create({ charge, amount: 2_500 });
  await running.press(`/_charges/${charge}/dispute`);
  const page = await open('/');
  expect(page).toContain('paid, partly refunded, disputed');
  expect(page).not.toContain('not subscribed to');
  running.sandbox.setWebhook({
    url: 'http://127.0.0.1:9/',
    secret: 'whsec_x',
    enabledEvents: ['charge.refunded'],
  });
  expect(await open('/')).toContain('not subscribed to');
});

test('a charge has a receipt, with what was refunded of it', async () => {
  const { charge } = await paid(running);
  await running.stripe.refunds.create({ charge, amount: 2_500 });
  const { receipt_url } = await running.stripe.charges.retrieve(charge);
  const page = await (await fetch(receipt_url ?? '')).text();
  expect(page).toContain('$100.00');
  expect(page).toContain('-$25.00');
  expect(page).toContain('$75.00');
});

describe('after the payment, a click each', () => {
  test('refunds a part, then the rest, until nothing is left', async () => {
    const { session } = await paid(running);
    let page = await click(await open(`/pay/${session}`), 'Refund it', { amount: '20.5' });
    expect(page).toContain('Refund of $20.50: succeeded');
    page = await click(page, 'Refund $79.50');
    expect(page).toContain('Refund of $79.50: succeeded');
    expect(page).toContain('Nothing is left to refund.');
    expect(page).not.toContain('Payer disputes it');
    page = await click(page, 'It fails');
    expect(page).toContain('failed (expired_or_canceled_card)');
  });

  test('refunds more than is left are refused on the page', async () => {
    const { session } = await paid(running);
    const page = await click(await open(`/pay/${session}`), 'Refund it', { amount: '100.01' });
    expect(page).toContain('role="alert"');
    expect(page).toContain('greater than unrefunded amount');
  });

  test('a refund waits for the balance, then arrives', async () => {
    const { session } = await paid(running);
    const page = await click(await open(`/pay/${session}`), 'Refund with too low a balance');
    expect(page).toContain('pending (insufficient_funds)');
    expect(await click(page, 'It arrives')).toContain('Refund of $100.00: succeeded');
  });

  test('disputes, with evidence, to the end', async () => {
    const { session } = await paid(running);
    let page = await click(await open(`/pay/${session}`), 'Payer disputes it');
    expect(page).toContain('Dispute of $100.00: needs_response');
    page = await click(page, 'Send evidence');
    expect(page).toContain('under_review');
    expect(await click(page, 'Win it')).toContain('Dispute of $100.00: won');
  });

  test('an inquiry, which becomes a dispute that is lost', async () => {
    const { session } = await paid(running);
    let page = await click(await open(`/pay/${session}`), 'Warning of fraud');
    expect(page).toContain('warned of fraud');
    page = await click(page, 'Payer&#39;s bank inquires');
    expect(page).toContain('warning_needs_response');
    page = await click(page, 'Becomes a dispute');
    expect(await click(page, 'Lose it')).toContain('Dispute of $100.00: lost');
  });
});

test('a promotion code is typed on the page, where the session takes one', async () => {
  const { id: coupon } = await running.stripe.coupons.create({ percent_off: 20, duration: 'once' });
  await running.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon }, code: 'EARLY' });
  const { id } = await running.order(10_000, { allow_promotion_codes: true });
  const page = await click(await open(`/pay/${id}`), 'Apply', { code: 'early' });
  expect(page).toContain('-$20.00');
  expect(page).toContain('$80.00');
  expect(await open(`/pay/${(await running.order(10_000)).id}`)).not.toContain('Promotion code');
});
