import satori from 'satori';
import type { WidthOf } from './fit-text.ts';
import { fontFamily, fontWeight, loadFonts } from './fonts.ts';

/** The type size to measure at, in px: large, because the engine rounds widths up to whole px. */
const size = 200;

/** Noto Sans' space, in em. */
const space = 0.26;

/** Measures every word of the texts with the engine that will draw them. */
export async function measureWords(texts: readonly string[]): Promise<WidthOf> {
  const words = new Set(texts.flatMap((text) => text.split(' ')));
  const widths = new Map([[' ', space]]);
  const sheet = (
    <div
      style={{
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'flex-start',
        fontFamily,
        fontSize: size,
        fontWeight,
      }}
    >
      {[...words].map((word) => (
        <div style={{ whiteSpace: 'nowrap' }}>{word}</div>
      ))}
    </div>
  );
  await satori(sheet, {
    width: 1_000_000,
    fonts: loadFonts(),
    loadAdditionalAsset: async () => [],
    onNodeDetected: ({ textContent, width }) => {
      if (textContent !== undefined) widths.set(textContent, width / size);
    },
  });
  return (word) => widths.get(word) ?? 0;
}
