/** Amounts as Stripe gives and takes them: whole numbers of a currency's smallest unit. */

/** Source of the lists: https://docs.stripe.com/currencies#minor-units */
const withoutDecimals = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ');
const withThreeDecimals = 'bhd jod kwd omr tnd'.split(' ');
/** Stripe counts these in hundredths, which nobody can pay. */
const inWholeHundreds = 'huf isk twd ugx'.split(' ');

/** What every amount in a currency is a multiple of, in its smallest unit. */
export function smallestStep(currency: string): number {
  if (inWholeHundreds.includes(currency)) return 100;
  return withThreeDecimals.includes(currency) ? 10 : 1;
}

const decimalsOf = (currency: string) =>
  withoutDecimals.includes(currency) ? 0 : withThreeDecimals.includes(currency) ? 3 : 2;

/**
 * An amount as a person writes it, `85` or `85.00`, in the currency's smallest unit; undefined for anything else.
 * @param currency ISO 4217, lower case.
 */
export function amountFrom(text: string, currency: string): number | undefined {
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(text)) return undefined;
  const amount = Number((Number(text) * 10 ** decimalsOf(currency)).toFixed(6));
  return Number.isInteger(amount) && amount % smallestStep(currency) === 0 ? amount : undefined;
}

/**
 * `85.00 USD`, `8500 JPY`
 * @param currency ISO 4217, lower case.
 */
export function amountInWords(amount: number, currency: string): string {
  const decimals = decimalsOf(currency);
  const whole = amount % 100 === 0 && inWholeHundreds.includes(currency);
  const number = (amount / 10 ** decimals).toFixed(whole ? 0 : decimals);
  return `${number} ${currency.toUpperCase()}`;
}
