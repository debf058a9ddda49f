"""The notebooks as pages: whole, self-contained, readable by anybody, also in a real
browser without a network.
"""

import json
import re
from base64 import b64encode
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit
from warnings import catch_warnings

import pytest

from cscontract.agreement.kinds import register
from cscontract.agreement.version_1 import known_figures as figures
from cscontract.cli.main import main
from cscontract.core.errors import BadInput
from cscontract.views.pages.index import Pages
from cscontract.views.pages.notebooks import read_notebooks
from cscontract.views.pages.pages import rendered
from cscontract.views.pages.sanitizing import sound
from cscontract.views.panel.controls import css_class

from in_browser import browser, chromium
from measured import note

NOTEBOOKS = sorted(
    (Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb")
)
NAMES = [*(path.stem for path in NOTEBOOKS), "index", "index_zh"]
DOT = b64encode(
    bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d"
        "49444154789c63f8ffff3f0005fe02fea7350a6b0000000049454e44ae426082"
    )
).decode()
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, html):
        super().__init__()
        self.html, self.elements, self.text, self.open = html, [], "", []
        self.headings = []
        self.feed(html)

    def handle_starttag(self, name, attributes):
        self.elements.append((name, dict(attributes), tuple(self.open)))
        if name not in ("meta", "link", "img", "br", "hr", "col"):
            self.open.append(name)
        if re.fullmatch("h[1-6]", name):
            self.headings.append([int(name[1]), ""])

    def handle_endtag(self, name):
        if name in self.open:
            while self.open.pop() != name:
                pass

    def handle_data(self, text):
        if "style" in self.open:
            return
        between_blocks = text.isspace() and "\n" in text
        if not between_blocks and not {"pre", "code"} & set(self.open):
            self.text += text
        if self.open and re.fullmatch("h[1-6]", self.open[-1]):
            self.headings[-1][1] += text

    def all(self, *names):
        return [attributes for name, attributes, _ in self.elements if name in names]

    @property
    def ids(self):
        return [
            attributes["id"] for _, attributes, _ in self.elements if "id" in attributes
        ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("pages") / "in" / "here"
    assert 0 == main(["page", "--out", str(out)])
    return out


@pytest.fixture(params=NAMES)
def page(folder, request):
    return Page((folder / f"{request.param}.html").read_text("utf-8"))


# every page


def test_every_notebook_has_a_page_and_each_index_names_them_all(folder):
    assert {f"{name}.html" for name in NAMES} == {
        path.name for path in folder.iterdir()
    }
    for name, language in (("index", "en"), ("index_zh", "zh")):
        index = Page((folder / f"{name}.html").read_text("utf-8"))
        titles = [f"{path.stem}.html" for path in NOTEBOOKS if language == spoken(path)]
        linked = [unquote(link["href"]) for link in index.all("a")]
        assert set(titles) <= set(linked)
        assert all(opening(path) in index.text for path in NOTEBOOKS)


def spoken(path):
    return "zh" if path.stem.endswith("_zh") else "en"


def opening(path):
    """The title of a notebook, as it is written."""
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "".join(cells[0]["source"]).splitlines()[0].removeprefix("# ")


def test_a_page_runs_nothing_and_fetches_nothing(page):
    assert not page.all(
        "script", "iframe", "object", "embed", "base", "form", "input", "button"
    )
    assert [{"rel": "icon", "href": "data:,"}] == page.all("link")
    for _, attributes, _ in page.elements:
        assert not [
            name for name in attributes if name.startswith("on") or name == "srcset"
        ]
        assert attributes.get("src", "data:").startswith("data:")
    assert not re.search(r"url\(|@import", page.html)
    policy = page.all("meta")[1]["content"]
    assert policy.startswith("default-src 'none'; img-src data:")


def test_every_link_leads_somewhere(page, folder):
    for link in page.all("a"):
        parts = urlsplit(link["href"])
        if not parts.scheme:
            there = (
                Page((folder / unquote(parts.path)).read_text("utf-8"))
                if parts.path
                else page
            )
            assert not parts.fragment or unquote(parts.fragment) in there.ids


def test_a_page_has_one_title_and_leaves_no_level_of_headings_out(page):
    levels = [level for level, _ in page.headings]
    assert 1 == levels[0] == levels.count(1)
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(page.ids) == len(set(page.ids))


def test_a_page_has_its_landmarks_its_language_and_a_way_past_them(page):
    assert (
        len(page.all("main")) == len(page.all("footer")) == len(page.all("header")) == 1
    )
    assert page.all("html")[0]["lang"] in ("en", "zh-CN")
    assert page.all("a")[0]["href"] == "#" + page.all("main")[0]["id"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_contents_are_the_headings_of_the_text(path, folder):
    html = (folder / f"{path.stem}.html").read_text("utf-8")
    contents = Page(re.search(r"<nav.*?</nav>", html, re.S)[0])
    linked = [unquote(link["href"][1:]) for link in contents.all("a")]
    texts = "\n".join(texts_of(path))
    written = re.findall(
        r"^##+ (.+)$", re.sub(r"^```.*?^```", "", texts, flags=re.S | re.M), re.M
    )
    assert [text.replace("`", "").replace(" ", "-") for text in written] == linked


def texts_of(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return [
        "".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"
    ]


def test_tables_say_what_they_are_and_what_their_headings_head(page):
    for _, attributes, within in page.elements:
        assert "table" not in within or "class" not in attributes or attributes["class"]
    assert all(
        cell["scope"] in ("col", "row", "colgroup", "rowgroup")
        for cell in page.all("th")
    )
    boxes = [box for box in page.all("div") if box.get("class") == "wide"]
    assert len(boxes) == len(page.all("table"))
    assert all(box["aria-label"] and box["tabindex"] == "0" for box in boxes)


def test_no_mark_of_markdown_is_left_in_the_text(page):
    assert "**" not in page.text


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_pictures_say_what_they_show(path, folder):
    page = Page((folder / f"{path.stem}.html").read_text("utf-8"))
    assert all(image["alt"].strip() for image in page.all("img"))
    outputs = [
        each
        for cell in json.loads(path.read_text("utf-8"))["cells"]
        for each in cell.get("outputs", ())
    ]
    given = [
        each["metadata"].get("image/png", {}).get("alt")
        for each in outputs
        if "image/png" in each.get("data", {})
    ]
    assert [alt for alt in given if alt] == [
        image["alt"] for image in page.all("img") if image["alt"] in given
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_page_leads_to_its_twin(path, folder):
    page = Page((folder / f"{path.stem}.html").read_text("utf-8"))
    twin = path.stem.removesuffix("_zh") if spoken(path) == "zh" else f"{path.stem}_zh"
    leads = [link for link in page.all("a") if link.get("hreflang")]
    expected = [f"{twin}.html"] if path.with_stem(twin) in NOTEBOOKS else []
    assert expected == [link["href"] for link in leads]


def test_two_runs_give_the_same_bytes(folder, tmp_path):
    assert 0 == main(["page", "--out", str(tmp_path)])
    assert all(
        (tmp_path / each.name).read_bytes() == each.read_bytes()
        for each in folder.iterdir()
    )


# the panel


def state_of(stem):
    path = next(path for path in NOTEBOOKS if path.stem == stem)
    return json.loads(path.read_text("utf-8"))["metadata"]["widgets"][STATE]["state"]


@pytest.mark.parametrize("stem", ["04_what_if", "04_what_if_zh"])
def test_the_panel_stands_in_the_page_with_every_value_it_was_left_with(folder, stem):
    text = Page((folder / f"{stem}.html").read_text("utf-8")).text
    colon = ": " if stem == "04_what_if" else "："
    classes = {css_class(name): name for name in (*figures(), *register())}
    told = set()
    for widget in state_of(stem).values():
        state = widget["state"]
        for name in classes.keys() & set(state.get("_dom_classes", ())):
            if (
                "children" in state
            ):  # a field with the slider that helps it: the page has the field
                entry = state["children"][0].removeprefix("IPY_MODEL_")
                state = state_of(stem)[entry]["state"]
            value = state.get("value", "")
            if "_options_labels" in state:
                value = state["_options_labels"][state["index"]]
            elif "readout_format" in state:
                value = format(value, state["readout_format"])
            assert (
                f"{state['description']}{colon}{value or state['placeholder']}" in text
            )
            told.add(classes[name])
    assert {
        "volume.threshold",
        "fee.monthly",
        "bound",
        "surcharge_days",
        "renewal_week",
    } <= told


def test_the_panels_amount_is_what_the_notebook_ends_with(folder):
    text = Page((folder / "04_what_if.html").read_text("utf-8")).text
    amount = re.search(r"CNY ([\d,.]+\d) for the term", text)[1]
    assert f"the agreement as written comes to CNY {amount}," in text


# notebooks of one's own


def code(source="1", *outputs, count=1):
    return {
        "cell_type": "code",
        "id": f"c{id(outputs)}",
        "metadata": {},
        "source": source,
        "execution_count": count,
        "outputs": list(outputs),
    }


def text(source):
    return {
        "cell_type": "markdown",
        "id": f"t{id(source)}",
        "metadata": {},
        "source": source,
    }


def shows(metadata=None, **data):
    data = {name.replace("__", "/"): value for name, value in data.items()}
    return {"output_type": "display_data", "metadata": metadata or {}, "data": data}


def panel(number="root"):
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {VIEW: {"model_id": number}},
    }


def write(folder, *cells, name="own.ipynb", widgets=None):
    """A notebook of these cells; `widgets`: number → kind and state."""
    metadata = {}
    if widgets is not None:
        models = {
            number: {
                "model_name": f"{kind}Model",
                "model_module": "x",
                "model_module_version": "1",
                "state": state,
                "buffers": state.pop("buffers", []),
            }
            for number, (kind, state) in widgets.items()
        }
        metadata["widgets"] = {
            STATE: {"version_major": 2, "version_minor": 0, "state": models}
        }
    cells = [{**cell, "id": f"n{place}"} for place, cell in enumerate(cells)]
    held = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    (folder / name).write_text(json.dumps(held), "utf-8")
    return folder / name


def made(folder, *cells, **how):
    """The page of a notebook of these cells."""
    path = write(folder, *cells, **how)
    pages = Pages(read_notebooks([path]), ["en"])
    return Page(rendered(pages)[f"{path.stem}.html"].decode("utf-8"))


def with_widgets(folder, **widgets):
    """The page of a notebook with the widget `root`."""
    return made(
        folder, text("# Title\n\n## Panel"), code("p", panel()), widgets=widgets
    )


@pytest.mark.parametrize(
    ("kind", "state", "expected"),
    [
        (
            "IntSlider",
            {"description": "Limit", "value": 100, "readout_format": "d"},
            "Limit: 100",
        ),
        (
            "FloatSlider",
            {"description": "Fee", "value": 1650.0, "readout_format": ",.2f"},
            "Fee: 1,650.00",
        ),
        (
            "IntRangeSlider",
            {"description": "Days", "value": [3, 9], "readout_format": "d"},
            "Days: 3 – 9",
        ),
        (
            "Dropdown",
            {"description": "Word", "_options_labels": ["a", "b"], "index": 1},
            "Word: b",
        ),
        (
            "Dropdown",
            {"description": "Word", "_options_labels": ["a"], "index": None},
            "Word: nothing chosen",
        ),
        (
            "SelectMultiple",
            {"description": "Two", "_options_labels": ["a", "b", "c"], "index": [0, 2]},
            "Two: a – c",
        ),
        (
            "ToggleButtons",
            {"description": "", "_options_labels": ["EN", "ZH"], "index": 0},
            "Choice: EN",
        ),
        (
            "Text",
            {"description": "From", "value": "2020-08-01", "placeholder": "\u200b"},
            "From: 2020-08-01",
        ),
        (
            "Text",
            {"description": "Seats", "value": "", "placeholder": "not agreed"},
            "Seats: not agreed",
        ),
        (
            "Text",
            {"description": "Seats", "value": "", "placeholder": "\u200b"},
            "Seats: empty",
        ),
        ("Checkbox", {"description": "Open", "value": True}, "Open: yes"),
        ("Button", {"description": "Reset"}, "Button: Reset"),
        ("Label", {"value": "a < b"}, "a < b"),
        ("Video", {"value": None}, "A part of kind Video cannot be shown here."),
    ],
)
def test_a_control_is_told_by_name_and_value(tmp_path, kind, state, expected):
    assert expected in with_widgets(tmp_path, root=(kind, state)).text


def test_a_password_is_not_told(tmp_path):
    state = {"description": "Key", "value": "secret"}
    page = with_widgets(tmp_path, root=("Password", state))
    assert "Key: ••••" in page.text and "secret" not in page.html


def test_tabs_stand_one_after_another_and_folds_can_be_opened(tmp_path):
    page = with_widgets(
        tmp_path,
        root=(
            "Tab",
            {"children": ["IPY_MODEL_a", "IPY_MODEL_b"], "titles": ["One", "Two"]},
        ),
        a=("HTML", {"value": "<p>first</p>"}),
        b=(
            "Accordion",
            {"children": ["IPY_MODEL_c"], "titles": ["More"], "selected_index": None},
        ),
        c=("HTML", {"value": "<h1>below</h1>second<script>alert(1)</script>"}),
    )
    assert [
        [1, "Title"],
        [2, "Panel"],
        [3, "One"],
        [3, "Two"],
        [4, "below"],
    ] == page.headings
    assert ["Code", "More"] == re.findall("<summary>(.*?)</summary>", page.html)
    assert "first" in page.text and "second" in page.text and "alert" not in page.html


def test_a_button_that_folds_something_away_folds_it_here(tmp_path):
    page = with_widgets(
        tmp_path,
        root=("VBox", {"children": ["IPY_MODEL_a", "IPY_MODEL_b"]}),
        a=("ToggleButton", {"description": "5 more", "value": False}),
        b=("VBox", {"children": ["IPY_MODEL_c"], "layout": "IPY_MODEL_none"}),
        c=("Label", {"value": "within"}),
        none=("Layout", {"display": "none"}),
    )
    assert "<details><summary>5 more</summary><p>within</p></details>" in page.html


def test_what_was_not_to_be_seen_is_not_shown(tmp_path):
    page = with_widgets(
        tmp_path,
        root=("VBox", {"children": ["IPY_MODEL_a", "IPY_MODEL_b"]}),
        a=("Label", {"value": "hidden", "layout": "IPY_MODEL_none"}),
        b=("Label", {"value": "seen"}),
        none=("Layout", {"display": "none"}),
    )
    assert "seen" in page.text and "hidden" not in page.text


def test_a_tab_that_was_never_opened_says_so(tmp_path):
    tab = {"children": ["IPY_MODEL_a"], "titles": ["Price"]}
    page = with_widgets(
        tmp_path, root=("Tab", tab), a=("Button", {"description": "Go"})
    )
    assert "Nothing had been worked out here when the notebook was run." in page.text


def test_a_widgets_picture_is_told_by_what_was_said_before_it(tmp_path):
    buffer = {"path": ["value"], "encoding": "base64", "data": DOT}
    page = with_widgets(
        tmp_path,
        root=("VBox", {"children": ["IPY_MODEL_a", "IPY_MODEL_b"]}),
        a=("HTML", {"value": "CNY 1.00<br>for <b>the</b> term"}),
        b=("Image", {"format": "png", "buffers": [buffer]}),
    )
    (image,) = page.all("img")
    assert ("CNY 1.00 for the term", "1") == (image["alt"], image["width"])
    assert f"data:image/png;base64,{DOT}" == image["src"]


@pytest.mark.parametrize(
    "widgets",
    [
        None,
        {},
        {"root": ("VBox", {"children": ["IPY_MODEL_gone"]})},
        {"root": ("VBox", {"children": ["IPY_MODEL_root"]})},
        {"root": ("VBox", {})},
        {"root": ("Dropdown", {"_options_labels": ["a"], "index": 7})},
    ],
    ids=[
        "none",
        "empty",
        "child missing",
        "within itself",
        "no children",
        "no such choice",
    ],
)
def test_what_is_not_stored_is_said_to_be_missing(tmp_path, widgets):
    page = made(tmp_path, text("# Title"), code("p", panel()), widgets=widgets)
    assert "What belongs here is not stored in the notebook" in page.text
    assert "python3 start.py, then open own.ipynb" in page.text


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,alert(1)">x</a>',
        '<p style="background:url(http://x.example)" onclick="alert(1)">x</p>',
        '<iframe src="http://x.example"></iframe><object data="http://x.example"></object>',
        "<style>@import 'http://x.example'</style>",
        '<svg><script>alert(1)</script><image href="http://x.example"/></svg>',
        '<img src="http://x.example/a.png" srcset="http://x.example/b.png">',
        '<link rel=stylesheet href="http://x.example"><base href="http://x.example">',
        '<form action="http://x.example"><input autofocus onfocus=alert(1)></form>',
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
        "<math><mtext><table><mglyph><style><!--</style>"
        '<img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
        '<svg></p><style><a title="</style><img src=1 onerror=alert(1)>">',
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<xmp><img src=x onerror=alert(1)></xmp><noembed><iframe></noembed>",
        "<textarea><script>alert(1)</script></textarea><plaintext><img src=x>",
        "<template><script>alert(1)</script></template><title><img src=x></title>",
        '<td style="text-align:right;background:url(http://x.example)">1</td>',
        '<a href="java\tscript:alert(1)">x</a><a href=" &#106;avascript:alert(1)">x</a>',
        '<a href="\x01javascript:alert(1)">x</a><a href="da\nta:text/html,x">x</a>',
        '<img src="data:text/html;base64,AAAA"><img src="data:image/svg+xml,<svg/>">',
    ],
)
@pytest.mark.parametrize("way", ["output", "text", "widget"])
def test_nothing_that_runs_or_fetches_gets_into_a_page(tmp_path, html, way):
    cells = {
        "output": [code("1", shows(text__html=html))],
        "text": [text(html)],
        "widget": [code("1", panel())],
    }[way]
    page = made(tmp_path, *cells, widgets={"root": ("HTML", {"value": html})})
    test_a_page_runs_nothing_and_fetches_nothing(page)
    allowed = ("class", "href", "id", "lang", "rel", "aria-label", "alt", "title")
    body = page.elements[[name for name, _, _ in page.elements].index("body") + 1 :]
    assert {name for _, attributes, _ in body for name in attributes} <= {*allowed}
    assert not [
        link for link in page.all("a") if re.match("(?i)javascript|data", link["href"])
    ]
    assert "x.example" not in page.html.replace("[Picture", "")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<xmp><img src=x></xmp>", "&lt;img src=x&gt;"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<b><i>x</b>y</i>", "<b><i>x</i></b><i>y</i>"),
        ("<ol><li>x<li>y</ol>", "<ol><li>x</li><li>y</li></ol>"),
        ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
        ("http://x.example", "http://x.example"),
        ("<!-- a -->b<?xml version='1.0'?>", "b"),
        ("<td style='text-align: right'>1</td>", "1"),
        (
            "<table><td style='text-align: right; background: url(x)'>1</table>",
            '<table><tbody><tr><td class="n">1</td></tr></tbody></table>',
        ),
        ("<a href=x rel=opener target=_blank>z</a>", '<a href="x">z</a>'),
    ],
)
def test_html_is_read_as_a_browser_reads_it(html, expected):
    with catch_warnings(action="error"):
        assert expected == str(sound(html))


def test_a_link_out_stays_and_a_link_to_a_file_without_a_page_is_its_words(tmp_path):
    words = "# T\n\n[law](https://law.example/a) [x](../x.py) [here](#T) [own](sub/own.ipynb#T)"
    page = made(tmp_path, text(words))
    links = [link["href"] for link in page.all("a")]
    assert ["https://law.example/a", "#T", "own.html#T"] == links[2:]
    assert "law x here own" in page.text


def test_headings_are_told_apart_and_the_first_is_the_title(tmp_path):
    page = made(
        tmp_path,
        text("## A\n\n# B\n\n#### B"),
        code("1", shows(text__html="<h1>C</h1>")),
    )
    assert [[1, "A"], [2, "B"], [3, "B"], [4, "C"]] == page.headings
    assert {"A", "B", "B-2"} <= set(page.ids)


def test_a_notebook_without_a_heading_is_called_by_its_name(tmp_path):
    assert [[1, "own"]] == made(tmp_path, text("words")).headings


def test_a_data_frame_gets_a_caption_and_headings_that_say_what_they_head(tmp_path):
    html = (
        '<table border="1" class="dataframe"><thead><tr style="text-align: right;"><th></th>'
        "<th>low</th><th>who</th></tr><tr><th>way</th><th></th><th></th></tr></thead>"
        "<tbody><tr><th>a</th><td>1,000.50</td><td>x</td></tr></tbody></table>"
    )
    page = made(tmp_path, text("# T\n\n## Here"), code("1", shows(text__html=html)))
    inside = re.search("<table.*</table>", page.html)[0]
    assert (
        '<table class="dataframe"><caption>Table 1: Here</caption><thead><tr><th scope="col">way</th>'
        '<th class="n" scope="col">low</th><th scope="col">who</th></tr></thead>'
        '<tbody><tr><th class="short" scope="row">a</th><td class="n">1,000.50</td><td>x</td></tr></tbody></table>'
    ) == inside


def test_a_chart_is_told_by_its_finding_or_else_by_its_heading(tmp_path):
    finding = {"image/png": {"alt": "3 of 10 days < 5"}}
    cells = (
        text("# T\n\n## Days"),
        code("1", shows(finding, image__png=DOT), shows(image__png=DOT)),
    )
    assert ["3 of 10 days < 5", "Picture: Days"] == [
        image["alt"] for image in made(tmp_path, *cells).all("img")
    ]


def test_a_damaged_picture_is_told_in_words(tmp_path):
    page = made(tmp_path, text("# T"), code("1", shows(image__png="x")))
    assert not page.all("img") and "[Picture: T]" in page.html


def test_text_and_code_keep_their_lines_and_are_escaped(tmp_path):
    stream = {
        "output_type": "stream",
        "name": "stdout",
        "text": "\x1b[31ma\x1b[0m\n  <b>",
    }
    page = made(tmp_path, text("# T"), code("if 1 < 2:\n    print('a')", stream))
    assert '<pre class="output">a\n  &lt;b&gt;</pre>' in page.html
    assert (
        '<span class="number">1</span> &lt; ' in page.html
        and "\n    print(" in page.html
    )


def test_code_that_only_checks_is_called_so(tmp_path):
    page = made(
        tmp_path, text("# T"), code("assert 1\nassert 2"), code("assert 1\nx = 2")
    )
    assert ["Code that checks what is said here", "Code"] == re.findall(
        "<summary>(.*?)</summary>", page.html
    )


def test_a_telephone_number_is_not_shown(tmp_path):
    html = "<td>call 138 0013 8000</td>"
    page = made(
        tmp_path,
        text("# T 13800138000"),
        code("n = 13800138000", shows(text__html=html)),
    )
    assert "13800138000" not in page.html and "138 0013 8000" not in page.html


def test_chinese_words_of_an_english_page_are_marked_as_such(tmp_path):
    assert '"above 100" <span lang="zh-CN">超过一百人</span> or' in made(
        tmp_path, text('# T\n\n"above 100" 超过一百人 or')
    ).html.replace("&quot;", '"')


# the command


def test_given_notebooks_alone_are_made_into_pages(tmp_path, capsys):
    own = write(
        tmp_path, text("# Mine\n\n**Why?** Because of 1.4(2). And so on. **Who.** I.")
    )
    out = tmp_path / "out"
    assert 0 == main(["page", str(own), "--out", str(out), "--lang", "en"])
    assert {"own.html", "index.html"} == {path.name for path in out.iterdir()}
    index = Page((out / "index.html").read_text("utf-8"))
    assert "MineBecause of 1.4(2)." in index.text and "And so on" not in index.text
    assert f"open {out / 'index.html'}" in capsys.readouterr().out


def test_one_language_alone_can_be_asked_for(tmp_path):
    paths = [
        write(tmp_path, text("# A")),
        write(tmp_path, text("# 甲"), name="own_zh.ipynb"),
    ]
    for language, names in (
        ("en", {"own.html", "index.html"}),
        ("zh", {"own_zh.html", "index_zh.html"}),
        ("both", {"own.html", "own_zh.html", "index.html", "index_zh.html"}),
    ):
        out = tmp_path / language
        assert 0 == main(
            ["page", *map(str, paths), "--out", str(out), "--lang", language]
        )
        assert names == {path.name for path in out.iterdir()}


def test_a_notebook_without_a_twin_stands_in_both_indexes(tmp_path):
    own = write(tmp_path, text("# Alone\n\n**Q.** Why?"))
    assert 0 == main(["page", str(own), "--out", str(tmp_path)])
    chinese = Page((tmp_path / "index_zh.html").read_text("utf-8"))
    assert "own.html" in [link["href"] for link in chinese.all("a")]
    assert "暂无中文版" in chinese.text


def refusal(capsys, *arguments):
    """What the command says to bad input."""
    assert 2 == main(["page", *map(str, arguments)])
    return capsys.readouterr().err


def test_a_notebook_that_was_not_run_is_refused_and_nothing_is_written(
    tmp_path, capsys
):
    own = write(tmp_path, text("# T"), code("1"), code(""), code("2", count=None))
    said = refusal(capsys, own, NOTEBOOKS[0], "--out", tmp_path / "out")
    assert (
        f"{own}, cell 4: 1 of 2 code cells not run, this one first; expected every code cell run"
        in said
    )
    assert "--execute" in said and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("held", "place", "expected"),
    [
        (b'{"cells": [\n}', ", line 2, column 1: ", "JSON"),
        (b"\xff", ": bytes that are no UTF-8", "JSON in UTF-8"),
        (b"[1]", ": '[1]'", "a notebook of format 4"),
        (b"{}", ": ", "a notebook of format 4"),
        (
            b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{}]}',
            ": ",
            "a notebook of format 4",
        ),
        (b"[" * 100_000, ": nested too deep", "JSON"),
    ],
    ids=["broken off", "not UTF-8", "a list", "nothing", "no cell", "too deep"],
)
def test_a_damaged_notebook_is_refused_with_its_place(
    tmp_path, capsys, held, place, expected
):
    path = tmp_path / "bad.ipynb"
    path.write_bytes(held)
    said = refusal(capsys, path, "--out", tmp_path / "out")
    assert (
        f"{path}{place}" in said and f"expected {expected}" in said and "fix: " in said
    )


def test_all_faults_are_told_at_once(tmp_path, capsys):
    (tmp_path / "bad.ipynb").write_text("{", "utf-8")
    said = refusal(capsys, tmp_path / "bad.ipynb", tmp_path / "gone.ipynb")
    assert "bad.ipynb, line 1" in said and "gone.ipynb: No such file" in said


@pytest.mark.parametrize("name", ["file", "file/deeper"])
def test_a_place_that_cannot_be_written_is_refused(tmp_path, capsys, name):
    own = write(tmp_path, text("# T"))
    (tmp_path / "file").write_text("")
    said = refusal(capsys, own, "--out", tmp_path / name)
    assert (
        f"{tmp_path / name}: " in said
        and "expected a folder that can be written" in said
    )


def test_a_language_without_a_notebook_is_refused(tmp_path, capsys):
    own = write(tmp_path, text("# T"))
    said = refusal(capsys, own, "--lang", "zh")
    assert "--lang zh：没有笔记本" in said and "_zh.ipynb" in said


def test_two_pages_of_one_name_are_refused(tmp_path):
    (tmp_path / "other").mkdir()
    for paths in (
        [write(tmp_path, text("# T")), write(tmp_path / "other", text("# T"))],
        [write(tmp_path, text("# T"), name="index.ipynb")],
    ):
        with pytest.raises(BadInput, match="each page its own name"):
            read_notebooks(paths)


# in a browser, without a network


#: milliseconds from asking for the page until it is painted with all its pictures
PAINTED = """async () => {
  await Promise.all([...document.images].map(each => each.decode()));
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now();
}"""


@pytest.fixture(scope="module")
def offline():
    if not chromium():
        pytest.skip("no Chromium on this machine")
    with browser() as started:
        context = started.new_context(viewport={"width": 360, "height": 740})
        context.set_offline(True)
        yield context


@pytest.fixture
def shown(offline, folder, request):
    """A page as the browser shows it, with all that it asked for and complained of."""
    page = offline.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.goto((folder / f"{request.param}.html").as_uri())
    page.readable = page.evaluate(PAINTED)
    yield page
    page.close()


READABLE = []


@pytest.mark.parametrize("shown", NAMES, indirect=True)
def test_a_page_opens_without_a_network_and_is_wholly_there(shown):
    assert all(url.startswith(("file:", "data:")) for url in shown.asked)
    assert 1 == len([url for url in shown.asked if url.startswith("file:")])
    assert shown.evaluate("[...document.images].every(each => each.naturalWidth > 0)")
    assert [] == shown.complaints
    assert 0 == shown.evaluate("document.documentElement.scrollWidth - innerWidth")
    READABLE.append(shown.readable)
    if len(READABLE) == len(NAMES):
        note("a static page readable from its file, slowest", max(READABLE), 2000)


@pytest.mark.parametrize("shown", NAMES, indirect=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_axe_finds_nothing_with_all_folds_open(shown, width):
    from axe_playwright_python.sync_playwright import Axe

    shown.set_viewport_size({"width": width, "height": 800})
    shown.evaluate(
        "document.querySelectorAll('details').forEach(each => each.open = true)"
    )
    found = Axe().run(shown, options={"resultTypes": ["violations", "passes"]}).response
    assert len(found["passes"]) > 10
    assert [] == [
        (each["id"], each["impact"], each["nodes"][0]["html"])
        for each in found["violations"]
    ]


@pytest.mark.parametrize("shown", ["00_start_here"], indirect=True)
def test_code_is_folded_on_a_screen_and_open_on_paper(shown):
    code = shown.locator("pre.code").first
    assert not code.is_visible()
    shown.emulate_media(media="print")
    assert code.is_visible()


@pytest.mark.parametrize("shown", ["00_start_here"], indirect=True)
def test_the_skip_link_is_first_and_leads_to_the_text(shown):
    shown.keyboard.press("Tab")
    assert "Skip to the text" == shown.evaluate("document.activeElement.textContent")
    shown.keyboard.press("Enter")
    assert shown.url.endswith("#text")
