"""How a report's page looks, on a screen and on A4 paper. Every text has a contrast of 4.5 : 1 or more."""

STYLE = """
:root{color-scheme:light;--ink:#1b1b1b;--soft:#555;--line:#d0d0d0;--link:#0b4f8a}
*{box-sizing:border-box}
body{margin:0 auto;max-width:68rem;padding:1.5rem 1.25rem 3rem;background:#fff;color:var(--ink);
font:.9375rem/1.5 system-ui,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif}
h1{font-size:1.15rem;margin:0;color:var(--soft);font-weight:600}
h2{font-size:1.3rem;margin:2.4rem 0 .6rem;padding-bottom:.2rem;border-bottom:2px solid var(--ink)}
h3{font-size:1.02rem;margin:1.6rem 0 .3rem}
p{margin:.4rem 0}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:2px}
a:focus-visible,summary:focus-visible,.wide:focus-visible{outline:3px solid #0b4f8a;outline-offset:2px}
.headline{font-size:1.75rem;line-height:1.25;font-weight:650;margin:.2rem 0 .6rem;text-wrap:balance}
ul.counts{list-style:none;margin:.8rem 0;padding:0;display:flex;flex-wrap:wrap;gap:.4rem 1.2rem}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.6rem 1.5rem;margin:1rem 0}
dt{color:var(--soft);font-size:.85rem}
dd{margin:0;overflow-wrap:anywhere}
nav ul{list-style:none;margin:1rem 0 0;padding:.5rem 0;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;
border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
img{display:block;width:100%;height:auto}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding:.1rem 0 .4rem}
th,td{padding:.34rem .9rem .34rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);
font-weight:400;overflow-wrap:break-word}
th:last-child,td:last-child{padding-right:0}
thead th{font-weight:600;border-bottom:1.5px solid var(--ink);vertical-align:bottom}
tfoot th,tfoot td{font-weight:650;border-bottom:none;border-top:1.5px solid var(--ink)}
thead th::first-letter,tfoot th::first-letter,dt::first-letter,.kind::first-letter{text-transform:uppercase}
.n{text-align:right;white-space:nowrap}
.findings{table-layout:fixed;min-width:48rem;margin-bottom:1rem}
.findings th:nth-child(1){width:6rem}
.findings th:nth-child(2){width:4.9rem}
.findings th:nth-child(4){width:11.4rem}
.findings th:nth-child(5),.findings th:nth-child(6){width:6.9rem}
.dated tbody th,.readings td:nth-child(2),.short{white-space:nowrap}
.kind{display:inline-block;padding:0 .5em;border-radius:.25em;border:1px solid;font-size:.85em;
font-weight:600;white-space:nowrap}
.breach{background:#9c1c1c;border-color:#9c1c1c;color:#fff}
.due{background:#0b4f8a;border-color:#0b4f8a;color:#fff}
.gap{background:#fff3cd;border-color:#a37500;color:#4d3800}
.notice{background:#f0f0f0;border-color:#8a8a8a;color:#333}
.rows,.meaning{color:var(--soft);font-size:.92em;margin:.1rem 0}
summary{cursor:pointer;width:fit-content}
:target{background:#fff3cd}
footer{margin-top:2.5rem;padding-top:.6rem;border-top:1px solid var(--line);color:var(--soft)}
@page{size:A4;margin:14mm 13mm 16mm;@bottom-right{content:counter(page) " / " counter(pages);font-size:8pt}}
@media print{
html{font-size:9.5pt}
body{max-width:none;padding:0}
nav{display:none}
a{color:inherit;text-decoration:none}
h2{margin-top:1.5rem}
h2,h3,caption,thead{break-after:avoid}
tbody tr:first-child{break-before:avoid}
tr,img,dl{break-inside:avoid}
tfoot{display:table-row-group;break-before:avoid}
.wide{overflow:visible}
.findings{min-width:0}
.kind{print-color-adjust:exact;-webkit-print-color-adjust:exact}
summary{display:inline}
footer{break-before:avoid;margin-top:1.2rem}
details::details-content{content-visibility:visible;display:inline}
summary::after{content:": "}
}
"""
