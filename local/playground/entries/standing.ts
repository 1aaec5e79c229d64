import { pill } from '@tkd-registration/local-cloud/pages/elements';
import type { Html } from '@tkd-registration/local-cloud/pages/frame';
import { html } from 'hono/html';
import type { ListedPerson } from './people.ts';

/** How somebody stands, as pills. */
export function standing({
  payment,
  needsAttention,
  erasedAt,
}: Pick<ListedPerson, 'payment' | 'needsAttention' | 'erasedAt'>): Html {
  if (erasedAt) return pill('quiet', 'Erased');
  const registered =
    payment === undefined
      ? pill('quiet', 'Not registered')
      : payment === 'paid'
        ? pill('good', 'Registered')
        : pill('warn', payment.charAt(0).toUpperCase() + payment.slice(1));
  return needsAttention ? html`${pill('bad', 'Needs attention')} ${registered}` : registered;
}
