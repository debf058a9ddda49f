"""How the pages of the notebooks look: the style of the reports, with contents at the side, code and controls."""

from cscontract.views.reports.style import STYLE as REPORTS

STYLE = (
    REPORTS
    + """
body{max-width:78rem;font-size:1rem}
header{display:flex;flex-wrap:wrap;gap:.2rem 1.5rem;justify-content:space-between;padding-bottom:.5rem;
border-bottom:1px solid var(--line)}
header p{margin:0}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:#fff;padding:.3rem .6rem;z-index:1}
h1{font-size:1.75rem;line-height:1.25;color:var(--ink);font-weight:650;margin:1rem 0 .6rem;text-wrap:balance}
h2{line-height:1.3}
p,li{overflow-wrap:break-word}
main>p,main>ul,main>ol,main>blockquote,.output>p,.output>ul,.output>ol,.output>blockquote{max-width:46rem}
main ul,main ol{padding-left:1.4rem}
thead th::first-letter,tfoot th::first-letter,dt::first-letter{text-transform:none}
nav ul{border:none;margin:0;padding:0;gap:.3rem 1.2rem}
.contents{padding:.7rem 0;border-bottom:1px solid var(--line)}
.contents summary{font-weight:600}
.contents ul{display:block;margin-top:.3rem}
.contents li{margin:.3rem 0;line-height:1.35}
.contents .deep{padding-left:1rem}
.further{margin-top:2.5rem;padding-top:.8rem;border-top:1px solid var(--line)}
img{width:auto;max-width:100%}
figure{margin:.8rem 0}
pre,code,kbd{font-family:ui-monospace,Consolas,"Liberation Mono",Menlo,monospace;font-size:.875rem}
:not(pre)>code{background:#f3f4f6;padding:.05em .25em;border-radius:.2em;font-size:.9em;overflow-wrap:anywhere}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f7f8;padding:.6rem .8rem;margin:.5rem 0;line-height:1.4}
pre.output{background:none;border-left:3px solid var(--line);padding:.1rem .8rem}
.output{margin:.8rem 0}
.cell{margin:.4rem 0 .6rem}
.cell>summary,.panel summary{color:var(--soft);font-size:.85rem}
.comment{color:#5a5a5a}
.keyword,.word{color:#6b2a86}
.string{color:#0a5a35}
.number{color:#7a3e00}
.wide{margin:.8rem 0}
caption{padding-bottom:.4rem}
.dataframe{width:auto}
thead td{border-bottom:1.5px solid var(--ink)}
.note{color:var(--soft);max-width:46rem}
.panel{border:1px solid #8a8a8a;border-radius:.4rem;padding:.6rem 1rem 1rem;margin:1rem 0}
.panel dl{margin:.5rem 0;gap:.5rem 1.2rem}
.panel dd{font-weight:650}
.panel .hints dd{font-weight:400}
.panel .hints{margin-top:1rem}
.panel .wide table{font-size:.8rem}
.panel th,.panel td{padding-right:.55rem}
.colon{position:absolute;left:-99rem}
.row{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem}
.row>*{flex:1 1 11rem;min-width:0}
.row>.large{flex:5 1 28rem}
.tab{margin-top:1.5rem}
.tab:first-child{margin-top:0}
.csc-title,.csc-total{font-weight:650}
.csc-title{display:block;margin-top:.6rem}
.csc-total{font-size:1.4rem}
.notebooks{list-style:none;padding:0!important}
.notebooks li{margin:0 0 1.4rem}
.notebooks h2{border:none;margin:0;padding:0;font-size:1.15rem}
@media(min-width:68rem){
.page{display:grid;grid-template-columns:15rem minmax(0,1fr);column-gap:2.5rem;align-items:start}
.contents{position:sticky;top:0;max-height:100vh;overflow-y:auto;border:none;font-size:.9rem}
}
@media print{
.page{display:block}
header,.skip{display:none}
summary{break-after:avoid}
.panel dl{break-inside:auto}
.panel dl>div{break-inside:avoid}
.hints dl{font-size:8pt;grid-template-columns:repeat(4,1fr)}
pre{background:none;border-left:1px solid var(--line);font-size:8pt}
img{max-height:22cm}
.panel{border:none;padding:0}
.row>.large{flex-basis:100%}
.cell>summary,.panel summary{display:block}
details::details-content{display:block}
summary::after{content:none}
}
"""
)
