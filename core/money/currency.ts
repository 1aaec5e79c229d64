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

/**
 * `85.00 USD`, `8500 JPY`
 * @param currency ISO 4217, lower case.
 */
export function amountInWords(amount: number, currency: string): string {
  const decimals = withoutDecimals.includes(currency) ? 0 : withThreeDecimals.includes(currency) ? 3 : 2;
  const whole = amount % 100 === 0 && inWholeHundreds.includes(currency);
  const number = (amount / 10 ** decimals).toFixed(whole ? 0 : decimals);
  return `${number} ${currency.toUpperCase()}`;
}
