/** Texts that a stranger may put into a case so that a page which shows it runs, loads, offers or hides something. */
export const HOSTILE_TEXTS = [
  // HTML
  '<script>window.hit = 1</script>',
  '<img src=x onerror="window.hit = 2">',
  '<iframe srcdoc="<script>parent.hit = 3</script>"></iframe>',
  '</script><script>window.hit = 4</script>',
  '<a href="https://example.com/?steal">AWS Support</a>',
  '<form action="https://example.com"><input name=password><button>Sign in</button></form>',
  '<style>* { display: none }</style>',
  '<base href="https://example.com/">',
  '<meta http-equiv="refresh" content="0; url=https://example.com">',
  '<object data="https://example.com/x"></object>',
  '"><b onmouseover="window.hit = 5">hover</b>',
  '</td></tr></table><h1>Your session has expired</h1>',
  // SVG and MathML
  '<svg onload="window.hit = 6"><circle r=9 /></svg>',
  '<svg><script href="data:,window.hit = 7"></script></svg>',
  '<svg><animate onbegin="window.hit = 8" attributeName=x dur=1s></svg>',
  '<math><mtext><mglyph><style><!--</style><img src=x onerror="window.hit = 9"></mtext></math>',
  // Markdown
  '![chart](https://example.com/pixel.png?data)',
  '[open the case](https://example.com/login)',
  '[open the case](javascript:window.hit=10)',
  '[x]: https://example.com/track\n\n![y][x] [z][x]',
  '<https://example.com/auto> https://example.com/bare www.example.com',
  '`<img src=x onerror="window.hit = 11">`',
  '| a |\n| --- |\n| <img src=x onerror="window.hit = 12"> |',
  '```html\n<script>window.hit = 13</script>\n```',
  // Addresses that run
  'javascript:window.hit=14//',
  'data:text/html,<script>parent.hit = 15</script>',
  // What is not seen, or seen elsewhere
  'invoice\u202Egpj.exe',
  '\u2067rtl isolate that is never closed',
  'bell\u0007, escape \u001B[31mred, null \u0000 end',
  'hidden \u{E0049}\u{E0067}\u{E006E}\u{E006F}\u{E0072}\u{E0065} tags and \uFEFF\u2028lines',
] as const;
