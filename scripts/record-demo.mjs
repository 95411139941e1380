/**
 * Records the demo in a terminal as an animated picture, docs/images/demo.svg, for the README. Needs `script` of
 * util-linux, and the demo built: `npx -y pnpm@12 build && node scripts/record-demo.mjs`.
 */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const COLUMNS = 100;
const ROWS = 34;
/** Size of a character and distance of lines, in pixels of the picture. */
const CELL = { width: 8, height: 18 };
const MARGIN = 16;
/** A pause of the demo is shown this long at most, in seconds: nothing moves meanwhile. */
const LONGEST_PAUSE = 1.2;
/** What comes after this line tells how to go on, which the README does. */
const LAST = 'Nothing is left running.';

const COLOURS = { 31: '#ff7b72', 32: '#56d364', 33: '#e3b341', 36: '#56d4dd' };

/** The lines of the demo with the seconds after which each is there. */
async function record() {
  const command = `stty cols ${COLUMNS} rows ${ROWS}; node packages/local/dist/demo.js`;
  const env = { ...process.env, LANG: 'C.UTF-8', TERM: 'xterm-256color' };
  const demo = spawn('script', ['-qfec', command, '/dev/null'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  demo.stdout.setEncoding('utf8');
  const lines = [];
  let rest = '';
  let clock = 0;
  let before = performance.now();
  for await (const chunk of demo.stdout) {
    const now = performance.now();
    clock += Math.min(LONGEST_PAUSE, (now - before) / 1000);
    before = now;
    const parts = (rest + chunk).split(/\r?\n/);
    rest = parts.pop();
    // A status line is cleared by a return to its start.
    for (const part of parts) lines.push({ text: part.replace(/^.*\r/s, ''), at: clock });
  }
  const end = lines.findIndex(({ text }) => text.includes(LAST));
  if (end === -1) throw new Error('The demo did not come to its end; run it to see why.');
  return lines.slice(0, end + 1);
}

const PLAIN = { weight: '', opacity: '', fill: '' };

/** A style after one SGR code of ECMA-48. */
function styled(style, code) {
  if (code === 1) return { ...style, weight: ' font-weight="bold"' };
  if (code === 2) return { ...style, opacity: ' opacity="0.65"' };
  if (code === 22) return { ...style, weight: '', opacity: '' };
  if (code === 39) return { ...style, fill: '' };
  if (code in COLOURS) return { ...style, fill: ` fill="${COLOURS[code]}"` };
  return code === 0 ? PLAIN : style;
}

/** The pieces of a line that have one style each, by the control sequences between them. */
function* pieces(line) {
  let style = PLAIN;
  let column = 0;
  for (const [index, part] of line.split('\u001b[').entries()) {
    const [_, codes, final, text] =
      index === 0 ? ['', '', '', part] : /^([\d;?]*)([A-Za-z])(.*)$/s.exec(part);
    if (final === 'm') style = (codes || '0').split(';').map(Number).reduce(styled, style);
    if (text.trim() !== '') yield { column, text, attributes: Object.values(style).join('') };
    column += [...text].reduce((sum, one) => sum + (WIDE.test(one) ? 2 : 1), 0);
  }
}

/** Characters that take two columns: those of Japanese, Chinese and Korean. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/;

const inXml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function draw(lines) {
  const width = COLUMNS * CELL.width + 2 * MARGIN;
  const height = ROWS * CELL.height + 2 * MARGIN;
  const seconds = (at) => `${at.toFixed(2)}s`;
  const texts = lines.map(({ text, at }, row) => {
    const spans = [...pieces(text)].map(
      ({ column, text: shown, attributes }) =>
        `<tspan x="${MARGIN + column * CELL.width}"${attributes}>${inXml(shown)}</tspan>`,
    );
    if (spans.length === 0) return '';
    const y = MARGIN + row * CELL.height + 13;
    return `<text y="${y}" style="animation-delay:${seconds(at)}">${spans.join('')}</text>`;
  });
  const last = lines.at(-1).at;
  // The last of the lines that come at one time decides how far they are scrolled.
  const scrolls = new Map(
    lines.flatMap(({ at }, row) => {
      const up = (row + 1 - ROWS) * CELL.height;
      return up > 0 ? [[((at / last) * 100).toFixed(2), up]] : [];
    }),
  );
  const frames = [...scrolls].map(([percent, up]) => `${percent}%{transform:translateY(-${up}px)}`);
  const end = Math.max(0, lines.length - ROWS) * CELL.height;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="The demo in a terminal: the local stack starts, and six tools answer from generated cases">
<style>
text{font:13.2px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre;fill:#e6edf3;opacity:0;animation:show .01s forwards}
.lines{transform:translateY(-${end}px);animation:scroll ${seconds(last)} steps(1,end) forwards}
@keyframes show{to{opacity:1}}
@keyframes scroll{0%{transform:none}${frames.join('')}}
@media (prefers-reduced-motion:reduce){text{opacity:1;animation:none}.lines{animation:none}}
</style>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
<clipPath id="screen"><rect y="${MARGIN / 2}" width="${width}" height="${height - MARGIN}"/></clipPath>
<g clip-path="url(#screen)"><g class="lines">
${texts.filter((text) => text !== '').join('\n')}
</g></g>
</svg>
`;
}

const picture = draw(await record());
writeFileSync(join(root, 'docs/images/demo.svg'), picture);
console.log(`docs/images/demo.svg: ${Math.round(picture.length / 1024)} KB`);
