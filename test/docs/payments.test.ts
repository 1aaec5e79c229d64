import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { paymentStates } from '../../core/domain/payment-state.ts';
import { decisionCodes, repairCodes } from '../../core/domain/reconcile.ts';
import { priceList } from '../../core/money/price-list.ts';
import { statesInOrder } from '../../core/money/standing.ts';
import { blocksOf, chapterOf, keysOf, read, statesIn, tableOf } from './document.ts';
import { definitionOf, statesOf } from './stack.ts';

type Schema = z.core.JSONSchema.JSONSchema;

const keysIn = (schema: unknown) => Object.keys((schema as Schema | undefined)?.properties ?? {});

describe('docs/payments.md', () => {
  const text = read('docs/payments.md');

  test('shows every state of the reconcile workflow, and no other', () => {
    const [picture = ''] = blocksOf(chapterOf(text, 'Nothing paid is lost'), 'mermaid');
    expect(statesIn(picture).sort()).toEqual([...statesOf(definitionOf('reconcile')).keys()].sort());
  });

  test('explains everything that a sweep repairs, and everything that it leaves to a person', () => {
    const codes = (does: string) =>
      keysOf(tableOf(text, 'what it finds', does)).filter((code) => !code.includes('.'));
    expect(codes('what it does')).toEqual([...repairCodes]);
    expect(codes('what you do')).toEqual([...decisionCodes]);
  });

  test('shows a price list that is one', () => {
    const [example = ''] = blocksOf(text, 'json');
    const { payment } = JSON.parse(`{${example}}`);
    expect(priceList.safeParse(payment.prices).error).toBeUndefined();
  });

  test('explains every key of a price list, and no other', () => {
    const { properties = {} } = z.toJSONSchema(priceList, { io: 'input' });
    const { competitor, coach, coupons } = properties as Record<string, Schema>;
    const ofEveryType = keysIn(coach);
    const table = (name: string) => keysOf(tableOf(text, name, 'what it is')).sort();
    expect(table('key of `competitor`, `coach` or `seminar`')).toEqual(ofEveryType.sort());
    expect(table('key of `competitor` alone')).toEqual(
      keysIn(competitor)
        .filter((key) => !ofEveryType.includes(key))
        .sort(),
    );
    expect(table('key of a price')).toEqual(keysIn(coach?.properties?.base).sort());
    expect(table('key of one of the `coupons`')).toEqual(keysIn(coupons?.items).sort());
  });

  test('says what follows from every state of the money, in the order in which they are looked for', () => {
    const header = ['`payment_state`', 'when', 'on badge sheets', 'badge in Drive', 'in the draw'];
    const yesOrNo = (holds: boolean) => (holds ? 'yes' : 'no');
    const stated = tableOf(text, ...header).map(([state, , ...follows]) => [state, ...follows]);
    expect(stated).toEqual(
      statesInOrder.map((state) => {
        const { printed, badge, inDraw } = paymentStates[state];
        return [`\`${state}\``, yesOrNo(printed), yesOrNo(badge), yesOrNo(inDraw)];
      }),
    );
  });
});
