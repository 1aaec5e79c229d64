import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import sharp from 'sharp';
import { type BadgeDesign, badgeDesign } from '../core/badges/badge-design.ts';
import type { BadgeFacts } from '../core/badges/badge-facts.ts';
import type { BadgeFormat } from '../core/badges/badge-formats.ts';
import { drawBadge } from '../core/badges/drawing/draw-badge.ts';
import { badgeIdOf } from '../core/domain/ids.ts';
import { drawReportPdf } from '../core/sheets/report-pdf.tsx';
import { placeOf, sheetLayout } from '../core/sheets/sheet-layout.ts';
import { writeSheetPdf } from '../core/sheets/sheet-pdf.ts';
import { photoOnBadge } from '../core/sheets/stored-photo.ts';
import { pagePicture } from './page-picture.ts';

// The program runs from the project's folder, as npm does it.
const folder = join(process.cwd(), 'docs/badges');
const photo = readFileSync(
  join(process.cwd(), 'local/samples/photos/Golden Dragon TKD - Owasso_competitor_Jordan_Rivera.jpg'),
);
const logo = await sharp(
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" viewBox="0 0 40 40">
    <circle cx="20" cy="20" r="19" fill="#123a6b"/><path d="M8 24 L20 9 L32 24 L26 24 L20 17 L14 24 Z" fill="#ffd426"/>
    <rect x="8" y="28" width="24" height="4" fill="#ffffff"/></svg>`),
)
  .png()
  .toBuffer();

const competitor: BadgeFacts = {
  competition: { name: 'Riverside Open Taekwondo Championship', year: 2027 },
  id: badgeIdOf('a competitor'),
  role: 'competitor',
  name: 'Jordan Rivera',
  school: 'Golden Dragon TKD - Owasso',
  ageGroup: { name: 'Cadet', age: 14 },
  gender: 'Male',
  weight: '85 lb',
  belt: { rank: 'yellow', spoken: 'Yellow belt' },
  events: ['Sparring (grass roots)', 'Poomsae – Taegeuk 1 Jang'],
};
const { competition, school } = competitor;
const coach: BadgeFacts = {
  competition,
  school,
  id: badgeIdOf('a coach'),
  role: 'coach',
  name: '김하늘',
  events: [],
};
const seminar: BadgeFacts = {
  ...competitor,
  id: badgeIdOf('a guest'),
  role: 'seminar',
  name: 'Nguyễn Thị Phượng',
  weight: undefined,
  events: [],
};

const draw = (facts: BadgeFacts, design: Partial<BadgeDesign>, withLogo = true) =>
  drawBadge(facts, facts.role === 'coach' ? 'none' : photo, {
    design: badgeDesign.parse(design),
    logo: withLogo ? logo : undefined,
  });

/** At the third of the printer's dots, which is enough on a screen. */
async function save(name: string, image: Buffer, scale = 1 / 3): Promise<void> {
  const { width = 0 } = await sharp(image).metadata();
  const file = join(folder, `${name}.jpg`);
  writeFileSync(
    file,
    await sharp(image)
      .resize(Math.round(width * scale))
      .jpeg({ quality: 85 })
      .toBuffer(),
  );
  console.log(file);
}

async function sheet(): Promise<void> {
  const layout = sheetLayout('3x4', 'letter');
  const people = [competitor, coach, seminar, { ...competitor, name: 'Bob 🥋 Lee' }];
  const badges = await Promise.all(people.map(async (facts) => ({ facts, ...(await draw(facts, {})) })));
  const printed = badges.map(({ facts }, index) => {
    const { page, position } = placeOf(layout, index + 1, 2);
    const findings = index === 3 ? ['Name: no font has U+1F94B MARTIAL ARTS UNIFORM'] : [];
    const row = {
      file: 1,
      page,
      position,
      badgeId: facts.id,
      entryId: '',
      school: facts.school ?? '',
    };
    return { ...row, name: facts.name, registrationType: facts.role, findings };
  });
  const report = await drawReportPdf({
    layout,
    competition,
    createdAt: new Date(0),
    madeAt: '12 March 2027 at 18:05',
    askedFor: 'what has changed since the last sheets',
    printed,
    notPrinted: [
      {
        entryId: 'cs_live_a1Zk81bL8oQ',
        school: 'Tiger Academy',
        name: 'Sam Tran',
        reason: 'the registration is gone',
      },
    ],
  });
  const design = badgeDesign.parse({});
  const onSheet = badges.map(async ({ facts, image, photo: outcome }) => ({
    facts,
    ...(outcome === 'used' && { photo: await photoOnBadge(image, { facts, design, name: facts.id }) }),
  }));
  const chunks: Buffer[] = [];
  const out = new Writable({
    write: (chunk, _, done) => {
      chunks.push(chunk);
      done();
    },
  });
  await writeSheetPdf(
    {
      layout,
      first: 2,
      cutLines: true,
      title: 'Badges',
      createdAt: new Date(0),
      ...{ design, logo },
      badges: await Promise.all(onSheet),
    },
    out,
  );
  await save('report', await pagePicture(report, 0, 1), 1);
  await save('sheet', await pagePicture(Buffer.concat(chunks), 0, 1), 1);
}

mkdirSync(folder, { recursive: true });
for (const format of ['3x4', '4x3', 'A6', 'ID-1'] satisfies BadgeFormat[]) {
  await save(format.toLowerCase(), (await draw(competitor, { format })).image);
}
await save('coach', (await draw(coach, {})).image);
await save('seminar', (await draw(seminar, {})).image);
const themed = {
  colours: { ...badgeDesign.parse({}).colours, page: '#fff8ec', competitor: '#7a1f3d', ink: '#2b1a10' },
};
const { gender: _, weight: __, ...fewerFacts } = competitor;
await save('themed', (await draw(fewerFacts, themed, false)).image);
await sheet();
