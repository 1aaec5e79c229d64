/** The sign of each verdict: told apart by shape as well as by colour. */
import { html } from 'hono/html';
import type { Html } from '../../pages/frame.ts';
import type { Verdict } from '../history/happenings.ts';

const check = html`<path class="mark" d="M-4 .4L-1.2 3.4L4.2 -3.2"/>`;
const cross = html`<path class="mark" d="M-3.3 -3.3L3.3 3.3M3.3 -3.3L-3.3 3.3"/>`;
const disc = html`<circle r="8.5"/>`;

const shapes: Record<Verdict, Html> = {
  succeeded: html`${disc}${check}`,
  failed: html`<path d="M-3.6 -8.6H3.6L8.6 -3.6V3.6L3.6 8.6H-3.6L-8.6 3.6V-3.6Z"/>${cross}`,
  caught: html`<path d="M0 -8.8L9.4 7.8H-9.4Z"/><path class="mark" d="M0 -3.2V2.2M0 4.9V5"/>`,
  running: html`<circle class="ring" r="7.5"/><path class="turning" d="M0 -7.5A7.5 7.5 0 0 1 7.5 0"/>`,
  waiting: html`<circle class="ring" r="7.5"/><path class="hands" d="M0 -4.2V0L3.2 2"/>`,
  stopped: html`${disc}<path class="square" d="M-3 -3H3V3H-3Z"/>`,
  'not reached': html`<circle class="empty" r="7.5"/>`,
};

/** Around the origin, in the middle of an SVG or of a group of it. */
export const signOf = (verdict: Verdict): Html => shapes[verdict];

/** The sign beside text. */
export const sign = (verdict: Verdict): Html =>
  html`<svg class="sign ${classOf(verdict)}" width="18" height="18" viewBox="-10 -10 20 20" aria-hidden="true">${signOf(verdict)}</svg>`;

export const classOf = (verdict: Verdict) => verdict.replace(' ', '-');
