import type { Account } from './account.ts';
import type { Expansions } from './api/expand.ts';
import { pageOf } from './api/paging.ts';
import { shownCoupon, shownPromotionCode } from './catalog/coupons.ts';
import { breakdownOf } from './catalog/discounts.ts';
import { findPaymentMethod } from './money/payment-methods.ts';
import type { Payments } from './payments.ts';
import type { WireCoupon, WireSession } from './wire.ts';

const firstPage = { limit: 10 };

/** What the objects of this account can be expanded to. */
export function expansionsOf(account: Account, payments: Payments): Expansions {
  const shown: Record<string, (object: never) => object> = {
    coupon: (coupon: WireCoupon) => shownCoupon(account, coupon),
    promotion_code: (code: Parameters<typeof shownPromotionCode>[1]) => shownPromotionCode(account, code),
    'checkout.session': (session: WireSession) => payments.shown(session),
  };
  const included: Record<string, (id: string) => unknown> = {
    'checkout.session line_items': (id) =>
      pageOf(`/v1/checkout/sessions/${id}/line_items`, payments.find(id).lineItems, firstPage),
    'checkout.session breakdown': (id) => breakdownOf(account, payments.find(id).session),
    'charge refunds': (id) => {
      const refunds = account.records.refunds.filter(({ charge }) => charge === id);
      return pageOf(`/v1/charges/${id}/refunds`, refunds.toReversed(), firstPage);
    },
  };
  return {
    find(id) {
      if (id.startsWith('pm_')) return findPaymentMethod(account, id);
      const found = account.state.find(id) as { object: string } | undefined;
      return found && (shown[found.object]?.(found as never) ?? found);
    },
    include(owner, name) {
      const { object, id } = owner as { object?: string; id?: string };
      return included[`${object} ${name}`]?.(id ?? '');
    },
  };
}
