/** The badge's design. Photo, logo and QR code are composited onto it once it is rasterised. */
import type { CSSProperties, JSXNode } from 'satori/jsx';
import type { Belt } from '../../domain/belts.ts';
import type { BadgeDesign } from '../badge-design.ts';
import type { BadgeFacts } from '../badge-facts.ts';
import { badgeFormats } from '../badge-formats.ts';
import { beltColours, beltInk, gold, unknownBelt, writingOn } from '../colours.ts';
import {
  type Arrangement,
  beside,
  codeArea,
  columnGap,
  eventColumns,
  eventGap,
  factsStandUpright,
  headerContent,
  noteSize,
  roleContent,
} from './arrangement.ts';
import { lineHeightOf } from './fit-text.ts';
import { fontWeight } from './font-files.ts';
import { familyOf } from './fonts.ts';
import { Lines } from './lines.tsx';
import type { Area } from './pixels.ts';
import type { PersonTexts } from './set-texts.ts';
import type { Typeset } from './typeset.tsx';

const lineHeight = lineHeightOf('');

interface FrameProps {
  role: BadgeFacts['role'];
  competition: Typeset;
  arrangement: Arrangement;
  design: Pick<BadgeDesign, 'format' | 'colours'>;
  /** The area of the logo, on the left of the header. */
  logo: Area | undefined;
}

/** What all badges of one role have in common. */
export function Frame({ role, competition, arrangement, design: { format, colours }, logo }: FrameProps) {
  const band = { background: colours[role], color: writingOn(colours[role], colours.ink) };
  return (
    <Page area={{ left: 0, top: 0, ...badgeFormats[format] }} colours={colours}>
      <Place area={arrangement.header} style={band} />
      <Place area={beside(logo, headerContent(arrangement))} style={{ color: band.color }}>
        <Lines text={competition} />
      </Place>
      <Place area={arrangement.role} style={{ background: band.background }} />
      <RoleSign role={role} area={roleContent(arrangement)} band={band} />
    </Page>
  );
}

/** The corners of the plate under a role's word, as a share of its height; a competitor's word has no plate. */
const plateCorners = { competitor: undefined, coach: 0, seminar: 0.5 };

/** The role's word. Its plate tells the roles apart by shape, also in a print without colours. */
function RoleSign({
  role,
  area,
  band: { background, color },
}: {
  role: BadgeFacts['role'];
  area: Area;
  band: { background: string; color: string };
}) {
  const word = role.toUpperCase();
  const corners = plateCorners[role];
  const plated = corners !== undefined;
  const size = Math.min(area.height * (plated ? 0.86 : 0.92), (area.width * 0.9) / (word.length * 0.8));
  return (
    <Place
      area={area}
      style={
        plated ? { background: color, borderRadius: area.height * corners, color: background } : { color }
      }
    >
      <Plain size={size} style={{ letterSpacing: size * 0.1 }}>
        {word}
      </Plain>
    </Place>
  );
}

interface PersonProps {
  facts: BadgeFacts;
  texts: PersonTexts;
  arrangement: Arrangement;
  colours: BadgeDesign['colours'];
}

/** What is between the bands of the frame. */
export function Person({ facts, texts, arrangement, colours }: PersonProps) {
  return (
    <Page area={personArea(arrangement)} colours={colours}>
      <Place area={around(arrangement.photo, 4)} style={{ background: colours[facts.role] }} />
      <Place area={arrangement.name} style={{ flexDirection: 'column' }}>
        {texts.name.map((text) => (
          <Lines text={text} />
        ))}
      </Place>
      {texts.school && (
        <Place area={arrangement.school} style={{ color: colours.muted }}>
          <Lines text={texts.school} />
        </Place>
      )}
      <Facts ageGroup={facts.ageGroup} texts={texts} arrangement={arrangement} muted={colours.muted} />
      {texts.belt && <BeltBand area={arrangement.belt} rank={facts.belt?.rank} text={texts.belt} />}
      {texts.events.length > 0 && <Events area={arrangement.events} texts={texts.events} />}
      <Place area={codeArea(arrangement)} style={{ background: '#ffffff' }} />
      <Place area={arrangement.id}>
        <Lines text={texts.id} />
      </Place>
    </Page>
  );
}

/** The part of the page between the header and the role. */
export function personArea({ header, role }: Arrangement): Area {
  return { left: 0, top: header.height, width: header.width, height: role.top - header.height };
}

/** A part of the page; what it contains is positioned as on the whole page. */
function Page({
  area: { left, top, width, height },
  colours,
  children,
}: {
  area: Area;
  colours: BadgeDesign['colours'];
  children: JSXNode;
}) {
  return (
    <div style={{ display: 'flex', width, height, background: colours.page }}>
      <div
        style={{
          display: 'flex',
          position: 'absolute',
          left: -left,
          top: -top,
          fontWeight,
          lineHeight,
          color: colours.ink,
        }}
      >
        {children}
      </div>
    </div>
  );
}

/** An area of the page, with its content centred. */
function Place({ area, style, children }: { area: Area; style?: CSSProperties; children?: JSXNode }) {
  return (
    <div
      style={{
        display: 'flex',
        position: 'absolute',
        alignItems: 'center',
        justifyContent: 'center',
        ...area,
        ...style,
      }}
    >
      {children}
    </div>
  );
}

/** One of our own words, in Latin letters. */
function Plain({ size, style, children }: { size: number; style?: CSSProperties; children: string }) {
  return (
    <div style={{ whiteSpace: 'nowrap', fontFamily: familyOf(children), fontSize: size, ...style }}>
      {children}
    </div>
  );
}

/** What is known about the person: each fact below its label. */
function Facts({
  ageGroup,
  texts: { ageGroup: ageGroupText, gender, weight },
  arrangement,
  muted,
}: {
  ageGroup: BadgeFacts['ageGroup'];
  texts: PersonTexts;
  arrangement: Arrangement;
  muted: string;
}) {
  const { facts: area, fact } = arrangement;
  const upright = factsStandUpright(arrangement);
  const note = noteSize(arrangement);
  const ageLabel = ageGroup?.name ? 'Age group' : 'Age';
  const all = [
    {
      label: ageLabel,
      value: ageGroupText && <Lines text={ageGroupText} align="flex-start" />,
      added: ageGroup?.name && `age ${ageGroup.age}`,
    },
    { label: 'Gender', value: gender && <Lines text={gender} align="flex-start" /> },
    { label: 'Weight', value: weight && <Lines text={weight} align="flex-start" /> },
  ];
  return (
    <Place
      area={area}
      style={{
        flexDirection: upright ? 'column' : 'row',
        alignItems: upright ? 'flex-start' : 'center',
        justifyContent: upright ? 'space-evenly' : 'space-between',
      }}
    >
      {all.flatMap(({ label, value, added }) =>
        value === undefined
          ? []
          : [
              <div style={{ display: 'flex', flexDirection: 'column' }}>
                <Plain size={fact.label} style={{ letterSpacing: fact.label / 9, color: muted }}>
                  {label.toUpperCase()}
                </Plain>
                <div
                  style={{
                    display: 'flex',
                    flexDirection: note.beside ? 'row' : 'column',
                    alignItems: note.beside ? 'baseline' : 'flex-start',
                  }}
                >
                  {value}
                  {added && (
                    <Plain
                      size={note.size}
                      style={{ marginLeft: note.beside ? note.size * 0.4 : 0, color: muted }}
                    >
                      {added}
                    </Plain>
                  )}
                </div>
              </div>,
            ],
      )}
    </Place>
  );
}

/** A belt laid across the badge, with its rows of stitching and its degrees. */
function BeltBand({ area, rank, text }: { area: Area; rank: Belt | undefined; text: Typeset }) {
  const { cloth, bars } = rank ? beltColours[rank] : unknownBelt;
  const writing = writingOn(cloth, beltInk);
  const stitching: CSSProperties = {
    position: 'absolute',
    left: 0,
    width: area.width,
    height: 2,
    background: writing,
    opacity: 0.35,
  };
  const bar = area.height / 5;
  return (
    <Place area={area} style={{ background: cloth, color: writing }}>
      <div style={{ ...stitching, top: 5 }} />
      <div style={{ ...stitching, bottom: 5 }} />
      <Lines text={text} />
      <div style={{ display: 'flex', position: 'absolute', right: bar * 3, top: 0, height: area.height }}>
        {Array.from({ length: bars }, () => (
          <div style={{ width: bar, marginLeft: bar * 0.8, background: gold }} />
        ))}
      </div>
    </Place>
  );
}

function Events({ area, texts }: { area: Area; texts: readonly Typeset[] }) {
  const columns = eventColumns(texts.length);
  const rows = Math.ceil(texts.length / columns);
  const width = (area.width - (columns - 1) * columnGap) / columns;
  return (
    <Place area={area}>
      <div style={{ display: 'flex', gap: columnGap }}>
        {Array.from({ length: columns }, (_, column) => (
          <div style={{ display: 'flex', flexDirection: 'column', gap: eventGap(texts.length), width }}>
            {texts.slice(column * rows, (column + 1) * rows).map((text) => (
              <Lines text={text} align="flex-start" />
            ))}
          </div>
        ))}
      </div>
    </Place>
  );
}

const around = ({ left, top, width, height }: Area, frame: number): Area => ({
  left: left - frame,
  top: top - frame,
  width: width + 2 * frame,
  height: height + 2 * frame,
});
