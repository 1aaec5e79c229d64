/** The badge's design: 3 x 4 inches, portrait, at 300 dots an inch. All measures are px of that. */
import type { CSSProperties, JSXNode } from 'satori/jsx';
import type { Belt } from '../shared/domain/belts.ts';
import type { BadgeFacts } from './facts.ts';
import type { FittedText, TextBox } from './fit-text.ts';
import { fontFamily, fontWeight } from './fonts.ts';

export const dotsPerInch = 300;
export const page = { width: 900, height: 1200 };

const margin = 48;
const contentWidth = page.width - 2 * margin;
const lineHeight = 1.15;

/** Down the page; with the portrait's 400 and the gaps around it they add up to the page's height. */
const heights = { competition: 104, name: 232, school: 72, belt: 72, events: 200, role: 84 };
const gap = 24;

const ink = '#14181f';
const muted = '#59616e';
const roleColours: Record<BadgeFacts['role'], string> = {
  Competitor: '#123a6b',
  Coach: '#9f1d2e',
  Seminar: '#0c6152',
};

/** A belt's cloth, the writing on it, and the gold bars of a black belt's degrees. */
const belts: Record<Belt, { cloth: string; writing: string; bars: number }> = {
  white: { cloth: '#ffffff', writing: ink, bars: 0 },
  yellow: { cloth: '#ffd426', writing: ink, bars: 0 },
  orange: { cloth: '#f98a1b', writing: ink, bars: 0 },
  green: { cloth: '#1c8440', writing: '#ffffff', bars: 0 },
  blue: { cloth: '#1f5fc0', writing: '#ffffff', bars: 0 },
  red: { cloth: '#c9202e', writing: '#ffffff', bars: 0 },
  brown: { cloth: '#6a3d1e', writing: '#ffffff', bars: 0 },
  black: { cloth: '#101114', writing: '#ffffff', bars: 0 },
  '1 degree black': { cloth: '#101114', writing: '#ffffff', bars: 1 },
  '2 degree black': { cloth: '#101114', writing: '#ffffff', bars: 2 },
  '3 degree black': { cloth: '#101114', writing: '#ffffff', bars: 3 },
  master: { cloth: '#101114', writing: '#ffffff', bars: 4 },
};

/** The texts that are fitted, for one badge. */
export interface FittedTexts {
  competition: FittedText;
  name: FittedText;
  school: FittedText;
  /** One an event, in the facts' order. */
  events: FittedText[];
}

/** The boxes they are fitted into. */
export const boxes = {
  competition: { width: contentWidth, largest: [46, 38], floor: 32, linesAtFloor: 2 },
  name: { width: contentWidth, largest: [136, 100, 66], floor: 50, linesAtFloor: 4 },
  school: { width: contentWidth, largest: [44, 30], floor: 26, linesAtFloor: 2 },
} satisfies Record<string, TextBox>;

const columnGap = 32;
const eventColumns = (count: number) => (count > 6 ? 2 : 1);

/** An event's box when there are `count`: up to six stand below each other, more in two columns. */
export function eventBox(count: number): TextBox {
  const columns = eventColumns(count);
  const rowHeight = (heights.events - gap) / Math.ceil(count / columns);
  return {
    width: (contentWidth - (columns - 1) * columnGap) / columns,
    largest: [Math.min(44, Math.floor(rowHeight / lineHeight))],
    floor: 20,
    linesAtFloor: 1,
  };
}

/** Where the photo shows through: beside the facts about a person, larger and in the middle when there are none. */
export function photoWindow(facts: BadgeFacts) {
  const top = heights.competition + gap;
  return factsBeside(facts).length > 0
    ? { left: margin, top, width: 320, height: 400 }
    : { left: (page.width - 400) / 2, top, width: 400, height: 500 };
}

interface BadgeProps {
  facts: BadgeFacts;
  texts: FittedTexts;
  /** A silhouette in the photo's window, which is left clear otherwise. */
  placeholder: boolean;
}

/** The whole badge but the photo. */
export function Badge({ facts, texts, placeholder }: BadgeProps) {
  const colour = roleColours[facts.role];
  return (
    <div
      style={{
        ...stacked,
        width: page.width,
        height: page.height,
        fontFamily,
        fontWeight,
        lineHeight,
        color: ink,
      }}
    >
      <Row style={{ height: heights.competition, background: colour, color: 'white' }}>
        <Fitted text={texts.competition} />
      </Row>
      <Portrait facts={facts} placeholder={placeholder} />
      <div style={{ ...stacked, flexGrow: 1, justifyContent: 'center' }}>
        <Row style={{ height: heights.name }}>
          <Fitted text={texts.name} />
        </Row>
        <Row style={{ height: heights.school - gap / 2, marginBottom: gap / 2, color: muted }}>
          <Fitted text={texts.school} />
        </Row>
      </div>
      {facts.belt && <BeltBand rank={facts.belt.rank} spoken={facts.belt.spoken} />}
      {texts.events.length > 0 && <Events texts={texts.events} />}
      <Row style={{ height: heights.role, background: colour, color: 'white' }}>
        <div style={{ fontSize: 54, letterSpacing: 10 }}>{facts.role.toUpperCase()}</div>
      </Row>
    </div>
  );
}

/** The photo's window in its frame, and what is known about the person beside it. */
function Portrait({ facts, placeholder }: { facts: BadgeFacts; placeholder: boolean }) {
  const { left, top, width, height } = photoWindow(facts);
  const frame = 4;
  return (
    <div style={{ display: 'flex', height: height + gap + gap / 2, flexShrink: 0 }}>
      <div
        style={{
          display: 'flex',
          position: 'absolute',
          left: left - frame,
          top: top - frame,
          width,
          height,
          border: `${frame}px solid ${roleColours[facts.role]}`,
        }}
      >
        {placeholder && <Silhouette width={width} height={height} />}
      </div>
      <div
        style={{
          ...stacked,
          justifyContent: 'space-evenly',
          marginLeft: left + width + 40,
          marginTop: gap,
          height,
        }}
      >
        {factsBeside(facts).map(({ label, value, note }) => (
          <div style={stacked}>
            <div style={{ fontSize: 26, letterSpacing: 3, color: muted }}>{label.toUpperCase()}</div>
            <div style={{ display: 'flex', alignItems: 'baseline' }}>
              <div style={{ fontSize: 66 }}>{value}</div>
              {note && <div style={{ fontSize: 42, marginLeft: 20, color: muted }}>{note}</div>}
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}

function factsBeside({
  ageGroup,
  age,
  gender,
  weight,
}: BadgeFacts): { label: string; value: string; note?: string }[] {
  const aged = age === undefined ? undefined : `${age}`;
  return [
    ageGroup
      ? { label: 'Age group', value: ageGroup, note: aged && `age ${aged}` }
      : { label: 'Age', value: aged },
    { label: 'Gender', value: gender },
    { label: 'Weight', value: weight },
  ].flatMap(({ value, ...fact }) => (value === undefined ? [] : [{ value, ...fact }]));
}

function Silhouette({ width, height }: { width: number; height: number }) {
  return (
    <svg aria-hidden="true" width={width} height={height} viewBox="0 0 80 100">
      <rect width="80" height="100" fill="#e6e9ee" />
      <circle cx="40" cy="40" r="17" fill="#b4bcc8" />
      <path d="M8 100 C8 72 24 63 40 63 C56 63 72 72 72 100 Z" fill="#b4bcc8" />
    </svg>
  );
}

/** A belt laid across the badge, with its rows of stitching and its degrees. */
function BeltBand({ rank, spoken }: { rank: Belt; spoken: string }) {
  const { cloth, writing, bars } = belts[rank];
  const stitching = {
    position: 'absolute',
    left: 0,
    width: page.width,
    height: 2,
    background: writing,
    opacity: 0.35,
  };
  return (
    <Row style={{ position: 'relative', height: heights.belt, background: cloth, color: writing }}>
      <div style={{ ...stitching, top: 5 }} />
      <div style={{ ...stitching, bottom: 5 }} />
      <div style={{ fontSize: 46 }}>{spoken}</div>
      <div style={{ display: 'flex', position: 'absolute', right: margin, top: 0, height: heights.belt }}>
        {Array.from({ length: bars }, () => (
          <div style={{ width: 14, marginLeft: 12, background: '#e8b93a' }} />
        ))}
      </div>
    </Row>
  );
}

/** All events in the size of the longest one, column by column. */
function Events({ texts }: { texts: FittedText[] }) {
  const columns = eventColumns(texts.length);
  const rows = Math.ceil(texts.length / columns);
  const { width } = eventBox(texts.length);
  const size = Math.min(...texts.map((text) => text.size));
  return (
    <div
      style={{
        display: 'flex',
        height: heights.events - gap,
        margin: `${gap / 2}px ${margin}px`,
        gap: columnGap,
      }}
    >
      {Array.from({ length: columns }, (_, column) => (
        <div style={{ ...stacked, width, justifyContent: 'center' }}>
          {texts.slice(column * rows, (column + 1) * rows).map((text) => (
            <Fitted text={{ ...text, size }} width={width} align={columns === 1 ? 'center' : 'left'} />
          ))}
        </div>
      ))}
    </div>
  );
}

function Row({ style, children }: { style: CSSProperties; children?: JSXNode }) {
  return (
    <div style={{ display: 'flex', alignItems: 'center', justifyContent: 'center', flexShrink: 0, ...style }}>
      {children}
    </div>
  );
}

interface FittedProps {
  text: FittedText;
  /** Of the box it was fitted into. */
  width?: number;
  align?: 'left' | 'center';
}

/** A text as it was fitted: line by line, or broken anywhere and cut off with an ellipsis. */
function Fitted({ text, width = contentWidth, align = 'center' }: FittedProps) {
  const style = { fontSize: text.size, textAlign: align };
  if ('text' in text) {
    const cutOff = { display: 'block', width, wordBreak: 'break-word', lineClamp: text.maxLines };
    return <div style={{ ...style, ...cutOff }}>{text.text}</div>;
  }
  return (
    <div style={{ ...style, ...stacked, alignItems: align === 'left' ? 'flex-start' : 'center' }}>
      {text.lines.map((line) => (
        <div style={{ whiteSpace: 'nowrap' }}>{line}</div>
      ))}
    </div>
  );
}

const stacked = { display: 'flex', flexDirection: 'column' } as const;
