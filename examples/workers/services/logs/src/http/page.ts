import INDEX from '../page/index.html';
import ICON from '../page/icon.svg.txt';
import SCRIPT from '../page/page.js.txt';
import STYLE from '../page/page.css.txt';
import type { Call } from './call.ts';
import { notFound } from './problem.ts';

// The page: that of `linestamp serve`, as it is built. `index.html` names each file with the version of what is in it;
// under that version a file never changes and may be kept for ever.

const ASSETS: Record<string, { type: string; text: string }> = {
  'page.js': { type: 'text/javascript; charset=utf-8', text: SCRIPT },
  'page.css': { type: 'text/css; charset=utf-8', text: STYLE },
  'icon.svg': { type: 'image/svg+xml', text: ICON },
};

/**
 * Records are hostile input. Should one ever become markup, it could neither run, nor load, nor send anything, nor be
 * put into a page by script in the first place.
 */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; " +
  "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

export async function index(): Promise<Response> {
  return file('text/html; charset=utf-8', INDEX, 'no-cache');
}

export async function asset({ named, url }: Call): Promise<Response> {
  const found = Object.hasOwn(ASSETS, named) ? ASSETS[named] : undefined;
  if (!found) throw notFound(`the page has no file ${named}`);
  const isForEver = url.search !== '' && INDEX.includes(`"/assets/${named}${url.search}"`);
  return file(found.type, found.text, isForEver ? 'public, max-age=31536000, immutable' : 'no-cache');
}

function file(type: string, text: string, kept: string): Response {
  return new Response(text, { headers: { 'content-type': type, 'cache-control': kept, 'content-security-policy': POLICY } });
}
