/** The price list: asked for in its simplest form, or taken from a file. */
import type { RegistrationType } from '../../core/domain/registration-type.ts';
import { amountFrom } from '../../core/money/currency.ts';
import { priceList } from '../../core/money/price-list.ts';
import { CommandError } from '../command-error.ts';
import { readJsonFile } from '../job-files.ts';
import type { Asker } from './asker.ts';
import type { QuestionKey } from './questions.ts';

interface Price {
  product: string;
  amount: number;
}

/** @returns the price list as a stage file has it; undefined when there is to be none. */
export async function askPrices(
  ask: Asker,
  say: (text: string) => void,
  { currency, paid }: { currency: string; paid: readonly RegistrationType[] },
): Promise<object | undefined> {
  if (paid.length === 0) return undefined;
  say(
    'With a price list, you hear of each payment that is not what the entry should cost. It can be added later.',
  );
  const how = await ask.choose('payment.prices', {
    ask: 'Price list',
    choices: [
      { value: 'ask', name: 'ask me: a price for each type, and for further events' },
      { value: 'file', name: 'from a file, with fees and coupons: docs/payments.md' },
      { value: 'none', name: 'none for now' },
    ],
  });
  if (how === 'none') return undefined;
  if (how === 'file') {
    return fromFile(
      await ask.text('payment.pricesFile', { ask: 'Path of the JSON file', problem: problemInFile }),
    );
  }
  say('Each price as Stripe names its product, and then the amount: Competitor Registration 85.00');
  const price = async (key: QuestionKey, question: string, optional = false) => {
    const problem = (typed: string) =>
      priceFrom(typed, currency) ? undefined : 'Write the product’s name, and then an amount such as 85.00.';
    return priceFrom(await ask.text(key, { ask: question, optional, problem }), currency);
  };
  const list: Record<string, object> = {};
  for (const type of paid) {
    if (type !== 'competitor') list[type] = { base: await price(`prices.${type}`, `A ${type} pays`) };
    else {
      const base = await price('prices.competitor', 'A competitor pays, with one event');
      const blackBelts = await price(
        'prices.blackBelts',
        'Black belts pay, if it is another price (optional)',
        true,
      );
      const additionalEvent = await price(
        'prices.additionalEvent',
        'Each further event (optional: otherwise all events are included)',
        true,
      );
      list.competitor = {
        base,
        ...(blackBelts && { blackBelts }),
        ...(additionalEvent && { additionalEvent }),
      };
    }
  }
  return list;
}

/** @param typed `Competitor Registration 85.00`. */
export function priceFrom(typed: string, currency: string): Price | undefined {
  const [, product = '', number = ''] = /^(.*\S)\s+([\d.]+)$/.exec(typed.trim()) ?? [];
  const amount = amountFrom(number, currency);
  return product === '' || amount === undefined ? undefined : { product, amount };
}

function fromFile(path: string): object {
  const content = readJsonFile(path);
  const list = priceList.safeParse(content);
  if (list.success) return content as object;
  const [problem] = list.error.issues;
  throw new CommandError(`${path} is no price list: ${problem?.path.join('.')}: ${problem?.message}`);
}

function problemInFile(path: string): string | undefined {
  try {
    fromFile(path);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
