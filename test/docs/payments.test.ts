import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { newsWords } from '../../core/attention/words/news-words.ts';
import { parseEntry } from '../../core/domain/entry.ts';
import { familyNews } from '../../core/domain/payment-change.ts';
import { paymentStates } from '../../core/domain/payment-state.ts';
import { decisionCodes, repairCodes } from '../../core/domain/reconcile.ts';
import { paymentMail } from '../../core/mail/payment-mails.ts';
import { priceList } from '../../core/money/price-list.ts';
import { statesInOrder } from '../../core/money/standing.ts';
import { reading } from '../core/money/readings.ts';
import competitorItem from '../fixtures/send-confirmation/competitor.json' with { type: 'json' };
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

  test('lists every mail to families, and every piece of news, by the words that are read', async () => {
    const entry = parseEntry(competitorItem, { competitionYear: 2026 });
    const stage = {
      competition: { name: 'Open', year: 2026 },
      contactEmail: 'contact@example.com',
      timeZone: 'UTC',
    };
    const subjects = await Promise.all(
      familyNews.options.map(async (news) => {
        const mail = await paymentMail({ ...entry, email: 'a@example.com' }, news, reading(), stage);
        return mail.subject.replace(`${entry.fullName} `, '').replace(' · Open 2026', '');
      }),
    );
    const header = ['what happened', "the mail's subject, after the name", 'what it says'];
    expect(tableOf(text, ...header).map(([, subject]) => subject)).toEqual(subjects);
    const titles = tableOf(text, 'news', 'comes', 'what to do').map(([title]) => title);
    expect(titles.sort()).toEqual(
      Object.values(newsWords)
        .map(({ title }) => title)
        .sort(),
    );
  });
});
