/** One whole page: what all pages of a site have around their own content. */
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

/** All pages together, whichever server has them. */
export interface Site {
  name: string;
  /** The home page's address, with a host: the sandboxes' pages link to it from servers of their own. */
  home: string;
  /** The navigation, in order. */
  links: readonly SiteLink[];
}

export interface SiteLink {
  title: string;
  /** With a host, as `home`. */
  href: string;
}

export interface Head {
  /** In the window's title, and the page's heading. */
  title: string;
  /** The page keeps itself up to date, once a second: see `live.js`. */
  live?: boolean;
  /** Of the content: `narrow` for text and forms that are read from top to bottom. */
  width?: 'narrow' | 'wide';
  /** Addresses of stylesheets and modules of this page's own, on the same server. */
  styles?: readonly string[];
  scripts?: readonly string[];
}

/** @param at the address of the page itself. */
export function frame(site: Site, at: URL, body: Html, head: Head): Html {
  const { title, live = false, width = 'wide', styles = [], scripts = [] } = head;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title === site.name ? title : `${title} – ${site.name}`}</title>
<link rel="icon" href="data:,">
${['/_look/style.css', ...styles].map((href) => html`<link rel="stylesheet" href="${href}">`)}
${['/_look/live.js', ...scripts].map((src) => html`<script type="module" src="${src}"></script>`)}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="site"><nav aria-label="Site">
<a class="home" href="${shortened(site.home, at)}"${current(at.href === site.home)}>${site.name}</a>
${site.links.map(({ title, href }) => html`<a href="${shortened(href, at)}"${current(isWithin(at, href))}>${title}</a>`)}
</nav></header>
<p id="connection" role="status"></p>
<main id="main" class="${width}"${live ? html` data-live` : ''}>
<h1>${title}</h1>
${body}
</main>
</body>
</html>`;
}

const current = (is: boolean) => (is ? html` aria-current="page"` : '');

/** Without the host if the page is on the same server, however that is reached. */
const shortened = (href: string, { origin }: URL) =>
  href.startsWith(`${origin}/`) ? href.slice(origin.length) : href;

/** Whether a page is the one that a link leads to, or below it. */
function isWithin({ origin, pathname }: URL, href: string): boolean {
  const link = new URL(href);
  if (link.origin !== origin) return false;
  return pathname === link.pathname || pathname.startsWith(link.pathname.replace(/\/?$/, '/'));
}
