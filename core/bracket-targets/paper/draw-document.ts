import type { Plan } from '../../brackets/plan.ts';
import { InputInvalidError } from '../../domain/errors.ts';
import { uprightSize } from '../../sheets/sheet-layout.ts';
import { drawBlankSheets } from './blank-document.ts';
import { drawCards } from './cards-document.ts';
import { documentsOf, type PaperSettings } from './paper-documents.ts';
import { drawRing } from './ring-document.ts';

/**
 * Draws one document of a draw. The same draw gives the same bytes. A ring with 350 matches takes some ten seconds.
 * @throws InputInvalidError when the draw has no such document.
 */
export async function drawDocument(part: string, plan: Plan, settings: PaperSettings): Promise<Uint8Array> {
  const document = documentsOf(plan, settings).find((one) => one.part === part);
  if (!document) throw new InputInvalidError(`the draw has no document ${part}`);
  const { shown, contentHash } = document;
  const paper = uprightSize(settings.paper);
  if ('csv' in shown) return Buffer.from(shown.csv);
  if ('blankFor' in shown) return drawBlankSheets(shown.blankFor, paper);
  if ('cards' in shown) return drawCards(shown.cards, settings.paper);
  return drawRing(shown.ring, { paper, version: contentHash.slice(0, 6).toUpperCase() });
}
