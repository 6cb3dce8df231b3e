// What pages may hold that show what a stranger wrote.

import type { BrowserContext, Page } from '@playwright/test';
import { expect } from './app.ts';

/** Where a document comes from: a mail's own page, the same with the pictures that it fetches, or a page of ours. */
export type Kind = 'mail' | 'mail with pictures' | 'ours';

/** Expects that nothing in a document runs or fetches, and that nothing has run. The browser parses it: that is who counts. */
export async function expectHarmless(page: Page, html: string, kind: Kind, where: string) {
  expect(await page.evaluate(faults, [html, kind] as const), where).toEqual([]);
  expect(await page.evaluate(() => 'hacked' in window), where).toBe(false);
}

/** What may not be in a document; runs in the browser. */
function faults([html, kind]: readonly [string, Kind]): string[] {
  const found: string[] = [];
  const isMail = kind !== 'ours';
  const inNoMail =
    'IFRAME FRAME FRAMESET OBJECT EMBED FORM INPUT BUTTON TEXTAREA SELECT TEMPLATE SVG MATH SCRIPT LINK PORTAL VIDEO AUDIO SOURCE TRACK PICTURE AREA IMAGE'.split(' ');
  const addresses = 'href src action formaction data poster xlink:href background cite'.split(' ');
  // Each of them fetches, sends, or holds a document.
  const inNothing = 'srcdoc srcset imagesrcset ping manifest longdesc lowsrc dynsrc codebase classid archive profile'.split(' ');
  /** What only a person reads. */
  const words = 'title alt aria-label value placeholder content datetime'.split(' ');
  const isOwn = (address: string) => /^([#?]|\/(?![/\\])|$)/.test(address);
  const isAllowed = (tag: string, name: string, address: string) => {
    if (tag === 'A' && name === 'href') return /^(https?:|mailto:|tel:)/i.test(address) || (!isMail && isOwn(address));
    if (tag === 'IMG' && name === 'src' && /^data:image\/(png|jpeg|gif|webp);base64,/i.test(address)) return true;
    if (tag === 'IMG' && name === 'src' && kind === 'mail with pictures' && /^https:\/\//i.test(address)) return true;
    return !isMail && isOwn(address);
  };
  const report = (element: Element, why: string) => found.push(`${why}: ${element.outerHTML.slice(0, 120)}`);
  for (const element of new DOMParser().parseFromString(html, 'text/html').querySelectorAll('*')) {
    const tag = element.tagName.toUpperCase();
    if (isMail && inNoMail.includes(tag)) report(element, 'element');
    // Our own scripts have the nonce of their answer; nobody who writes mail knows it.
    if (tag === 'SCRIPT' && !element.hasAttribute('nonce')) report(element, 'script');
    // Ours has only a target.
    if (tag === 'BASE' && element.hasAttribute('href')) report(element, 'base');
    if (tag === 'META' && element.hasAttribute('http-equiv')) report(element, 'meta');
    // These ask a host without a request that the test would see.
    if (tag === 'LINK' && /prefetch|preconnect|prerender/i.test(element.getAttribute('rel') ?? '')) report(element, 'link');
    if (tag === 'STYLE' && /url\(|@import|image-set/i.test(element.textContent ?? '')) report(element, 'style');
    for (const { name, value } of element.attributes) {
      const address = value.trim();
      if (/^on/i.test(name)) report(element, name);
      if (inNothing.includes(name)) report(element, name);
      if (addresses.includes(name) && !isAllowed(tag, name, address)) report(element, `${name}=${address.slice(0, 60)}`);
      if (name === 'style' && /url\(|image-set|expression|binding|position|\\/i.test(value)) report(element, 'style');
      const isElsewhere = !words.includes(name) && !addresses.includes(name) && /leak\.example|hacked/.test(value);
      if (isElsewhere) report(element, name);
    }
  }
  return found;
}

/** What happened in any page of this browser that no mail may cause. */
export interface Watch {
  seen: string[];
  /** Whether the pictures that a mail fetches were asked for. */
  hasPictures: boolean;
}

/** Watches from now on. Nothing reaches another host, whatever is asked. */
export async function watch(context: BrowserContext, host: string): Promise<Watch> {
  const watch: Watch = { seen: [], hasPictures: false };
  await context.route(
    (url) => url.host !== host && !['data:', 'blob:', 'about:'].includes(url.protocol),
    (route, request) => {
      const isPicture = request.resourceType() === 'image' && request.url().startsWith('https://');
      if (!isPicture || !watch.hasPictures) watch.seen.push(`request: ${request.url()}`);
      return route.abort();
    },
  );
  context.on('dialog', (dialog) => {
    watch.seen.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return watch;
}
