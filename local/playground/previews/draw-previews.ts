/** A program of its own, bundled from the sources as they are and run in a worker: draws the previews that it is asked for. */
import { parentPort } from 'node:worker_threads';
import { badgeFacts } from '../../../core/badges/badge-facts.ts';
import { parseBadgeSubject } from '../../../core/badges/badge-subject.ts';
import { drawBadge } from '../../../core/badges/drawing/draw-badge.ts';
import { preflightInWords } from '../../../core/badges/preflight.ts';
import { mailPreviews } from './mail-previews.ts';
import type { BadgeAnswer, BadgeRequest, PreviewRequest } from './preview-messages.ts';
import { sampleItem } from './sample-item.ts';

/** As the Lambda that renders badges does it, from a row of the registrations table to the picture. */
async function badge({ format, role, name, school, photo, stage }: BadgeRequest): Promise<BadgeAnswer> {
  const { competition } = stage;
  const design = { ...stage.design, format };
  const row = sampleItem(`entry_preview_${role}`, { full_name: name, school, reg_type: role });
  const subject = parseBadgeSubject(row, { competitionYear: competition.year });
  const { image, findings } = await drawBadge(badgeFacts(subject, competition, design), photo ?? 'none', {
    design,
  });
  return {
    image,
    type: `image/${design.image}`,
    findings: await Promise.all(findings.map(preflightInWords)),
  };
}

parentPort?.on('message', async ({ id, request }: { id: number; request: PreviewRequest }) => {
  try {
    const answer = request.kind === 'badge' ? await badge(request) : await mailPreviews(request.stage);
    parentPort?.postMessage({ id, answer });
  } catch (error) {
    parentPort?.postMessage({
      id,
      problem: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
});
