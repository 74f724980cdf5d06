/** All of the page's style, in the page: there is nothing to fetch where it will be opened. */
export const KEEPSAKE_STYLE = `
:root{color-scheme:light dark;--paper:#fbf6ef;--card:#fffdfa;--ink:#2d2420;--soft:#69584e;--line:#e4d7c9;--heart:#b3402b}
@media (prefers-color-scheme:dark){:root{--paper:#1c1714;--card:#27201c;--ink:#f4ebe2;--soft:#c0b0a4;--line:#40352e;--heart:#f0917a}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.5 ui-rounded,system-ui,sans-serif;overflow-wrap:anywhere}
main,header,footer{max-inline-size:42rem;margin-inline:auto;padding-inline:1rem}
header{padding-block:2rem 0}
h1{margin:0;font-size:1.75rem;line-height:1.25}
h2{margin:2rem 0 .75rem;font-size:1.125rem;color:var(--heart)}
p{margin:.25rem 0}
ol{list-style:none;margin:0;padding:0;display:grid;gap:.75rem}
li{background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:.75rem 1rem}
.head{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;font-weight:650}
.soft{color:var(--soft);font-weight:400;font-size:.9375rem}
audio{display:block;inline-size:100%;min-block-size:3rem;margin-block-start:.5rem}
footer{padding-block:2rem;color:var(--soft);font-size:.9375rem}
code{font-family:ui-monospace,monospace}
@media print{audio{display:none}}
`;
