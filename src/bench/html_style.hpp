// How the page of a bench looks: light and dark, wide and narrow, on paper.
// SPDX-License-Identifier: MIT
#pragma once

namespace triptych {

inline constexpr const char* HTML_STYLE = R"css(
:root { color-scheme: light dark; --page: #fbfaf8; --card: #ffffff; --ink: #1c1d20; --soft: #5d616a; --rule: #e3e0da;
  --grid: #ebe8e3; --good: #1d7a46; --bad: #b3261e; --warn: #8a5a00; --warn-page: #fdf3dc;
  --l0: 39%; --l1: 49%; --l2: 60%; --l3: 70%; --saturation: 56%; }
@media (prefers-color-scheme: dark) { :root { --page: #141518; --card: #1c1e22; --ink: #eceae6; --soft: #a0a4ad;
  --rule: #33363d; --grid: #2b2e34; --good: #5fd08f; --bad: #ff8a80; --warn: #f0c36a; --warn-page: #33290f;
  --l0: 66%; --l1: 56%; --l2: 47%; --l3: 38%; --saturation: 52%; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main { max-width: 1080px; margin: 0 auto; padding: 0 24px 64px; }
header { padding: 56px 0 20px; }
h1 { font-size: 40px; line-height: 1.1; letter-spacing: -0.02em; margin: 0 0 10px; }
h2 { font-size: 28px; letter-spacing: -0.01em; margin: 44px 0 4px; padding-top: 28px; border-top: 1px solid var(--rule); }
h3 { font-size: 18px; margin: 40px 0 4px; }
p { margin: 4px 0 12px; max-width: 76ch; } .soft, figcaption { color: var(--soft); }
a { color: inherit; } code { font: 0.86em ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(215px, 1fr)); gap: 14px; margin: 22px 0 8px; }
.card { background: var(--card); border: 1px solid var(--rule); border-radius: 10px; padding: 14px 18px; }
.card b { display: block; font-size: 25px; line-height: 1.25; letter-spacing: -0.01em; font-weight: 650; }
.card span { display: block; color: var(--soft); font-size: 14px; line-height: 1.4; }
.good { color: var(--good); } .bad { color: var(--bad); }
.notice { background: var(--warn-page); border-left: 4px solid var(--warn); border-radius: 4px; padding: 10px 16px;
  margin: 14px 0; max-width: none; }
figure { margin: 10px 0 0; background: var(--card); border: 1px solid var(--rule); border-radius: 10px;
  padding: 16px 18px; }
figcaption { font-size: 14px; margin-top: 8px; } .scroll { overflow-x: auto; }
svg { display: block; width: 100%; height: auto; min-width: 600px; font-family: inherit; }
.trio svg { min-width: 250px; } .trio { display: grid; grid-template-columns: repeat(auto-fit, minmax(290px, 1fr));
  gap: 22px; } .trio h4 { margin: 0 0 6px; font-size: 15px; }
.grid { stroke: var(--grid); stroke-width: 1; } .tick { fill: var(--soft); font-size: 12px; }
.label { fill: var(--ink); font-size: 14px; font-weight: 600; } .detail { fill: var(--soft); font-size: 12px; }
.value { fill: var(--ink); font-size: 14px; font-variant-numeric: tabular-nums; }
.interval { stroke: var(--ink); stroke-width: 1.4; fill: none; opacity: 0.75; }
.ideal { stroke: var(--colour); stroke-width: 1.2; stroke-dasharray: 3 4; opacity: 0.7; }
.hue0 { --hue: 214; } .hue1 { --hue: 24; } .hue2 { --hue: 158; } .hue3 { --hue: 276; } .hue4 { --hue: 340; }
.shade0 { --l: var(--l0); } .shade1 { --l: var(--l1); } .shade2 { --l: var(--l2); } .shade3 { --l: var(--l3); }
[class*=hue] { --colour: hsl(var(--hue) var(--saturation) var(--l)); } .baseline { --colour: var(--soft); }
.fill { fill: var(--colour); } .band { fill: var(--colour); opacity: 0.22; }
.dot { fill: var(--colour); fill-opacity: 0.8; } .line { stroke: var(--colour); stroke-width: 2.2; fill: none; }
.swatch { display: inline-block; width: 11px; height: 11px; border-radius: 3px; background: var(--colour);
  margin-right: 8px; } .legend { display: flex; flex-wrap: wrap; gap: 4px 20px; font-size: 14px; margin: 0 0 12px; }
.pale .fill { opacity: 0.45; }
.switch { display: inline-flex; border: 1px solid var(--rule); border-radius: 8px; overflow: hidden; font-size: 14px;
  margin-bottom: 12px; }
.switch label { padding: 3px 14px; cursor: pointer; color: var(--soft); }
.pick { position: absolute; opacity: 0; }
.pick.lin:checked ~ .switch .lin, .pick.log:checked ~ .switch .log { background: var(--ink); color: var(--page); }
.pick:focus-visible ~ .switch { outline: 2px solid var(--ink); outline-offset: 2px; }
.pick.lin:checked ~ .scroll .log, .pick.log:checked ~ .scroll .lin { display: none; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--soft); vertical-align: bottom; }
th, td { padding: 7px 14px 7px 0; border-bottom: 1px solid var(--rule); white-space: nowrap; vertical-align: top; }
tbody tr:last-child > * { border-bottom: 0; } td small { color: var(--soft); display: block; font-size: 12px; }
td.wrap { white-space: normal; } tbody th { color: var(--ink); } tbody th small { font-weight: 400; color: var(--soft);
  display: block; padding-left: 19px; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(230px, 1fr)); gap: 16px; }
.pictures img { width: 100%; } .picture img { max-width: 100%; }
.pictures img, .picture img { height: auto; display: block; border-radius: 6px; background: #000; }
.map { position: relative; } .map span { position: absolute; inset: 0; display: grid; place-items: center;
  color: #8f939b; font-size: 15px; }
.pictures p, .picture p { font-size: 13px; line-height: 1.4; margin: 6px 0 0; } .picture { margin-bottom: 16px; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(290px, 1fr)); gap: 0 32px; margin: 12px 0; }
.facts div { display: flex; justify-content: space-between; gap: 16px; border-bottom: 1px solid var(--rule);
  padding: 6px 0; font-size: 14px; } .facts dt { color: var(--soft); } .facts dd { margin: 0; text-align: right; }
footer { color: var(--soft); font-size: 14px; margin-top: 40px; }
@media (max-width: 640px) { main { padding: 0 14px 40px; } header { padding-top: 28px; } h1 { font-size: 30px; }
  figure { padding: 12px; } }
@media print { body { background: #fff; } figure, .card { break-inside: avoid; } .switch { display: none; } }
)css";

} // namespace triptych
