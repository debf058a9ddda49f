"""Widgets as they were left, as plain HTML: boxes, tabs one after another, each control
as name and value.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import Any

from markupsafe import Markup

from cscontract.core.language import Language, say
from cscontract.views.pages.fragments import output
from cscontract.views.pages.notebooks import Notebook
from cscontract.views.pages.outline import Outline
from cscontract.views.pages.pictures import picture_html
from cscontract.views.pages.sanitizing import KINDS, sound, words
from cscontract.views.pages.templates import macros

#: the class of a slider that only helps: the field beside it says the figure
HELPER = "csc-helper"
#: the most signs of a text that stands for a picture
MOST_WORDS = 300


@dataclass(frozen=True, slots=True)
class StaticControl:
    """A control: what it is called, how it stands, what its tooltip says."""

    name: str
    value: str
    hint: str = ""


Part = StaticControl | Markup
Widget = dict[str, Any]


@dataclass
class Stored:
    """A notebook's stored widgets, on their way into its page."""

    widgets: dict[str, Any]
    outline: Outline
    level: int
    #: the last words shown, which stand for a picture that has none of its own
    said: str = ""
    #: the controls so far that have a tooltip
    explained: list[StaticControl] = field(default_factory=list)
    #: the widgets within which one is
    within: list[str] = field(default_factory=list)

    @property
    def language(self) -> Language:
        return self.outline.language

    def widget(self, number: str) -> Widget:
        """A widget by its number; KeyError where it is not stored."""
        widget: Widget = self.widgets[_plain(number)]
        return widget

    @contextmanager
    def below(self) -> Iterator[None]:
        """Headings within are one level lower."""
        self.level += 1
        yield
        self.level -= 1


def widget_html(number: str, notebook: Notebook, outline: Outline) -> Markup:
    """A widget and all within it, with a note.

    What is missing where it was not stored.
    """
    language = outline.language
    sentence = "To move it: {command}, then open {notebook}."
    name = notebook.path.name
    how = say(sentence, language, command="python3 start.py", notebook=name)
    if number not in notebook.widgets:
        return _not_stored(language) + _note(how)
    stored = Stored(notebook.widgets, outline, outline.here.level)
    sentence = (
        "As it stood when the notebook was last run. On this page nothing can be moved."
    )
    return macros("widgets.html.j2").panel(
        label=say("Controls and answer as they were left", language),
        note=f"{say(sentence, language)} {how}",
        inside=laid_out(widget_parts(number, stored), stored),
        title=say("What each control stands for", language),
        explained=stored.explained,
    )


def _not_stored(language: Language) -> Markup:
    """What stands where a widget is missing or damaged."""
    sentence = (
        "What belongs here is not stored in the notebook, so this page cannot show it."
    )
    return _note(say(sentence, language))


def _note(words: str) -> Markup:
    return macros("widgets.html.j2").note(words)


def laid_out(parts: Iterable[Part], stored: Stored) -> Markup:
    """The parts one after another; controls that follow each other are one list."""
    lists = (_list(group, stored) for _, group in groupby(parts, _is_control))
    return Markup().join(lists)


def _list(parts: Iterable[Part], stored: Stored) -> Markup:
    """Parts that are all controls, or all HTML."""
    controls: list[StaticControl] = []
    shown: list[Markup] = []
    for part in parts:
        if isinstance(part, StaticControl):
            controls.append(part)
        else:
            shown.append(part)
    if controls:
        colon = say(": ", stored.language)
        return macros("widgets.html.j2").controls(controls, colon)
    return Markup().join(shown)


def _is_control(part: Part) -> bool:
    return isinstance(part, StaticControl)


def widget_parts(number: str, stored: Stored) -> Sequence[Part]:
    """What a widget comes to: controls, and HTML between them.

    Nothing where it was not to be seen.
    """
    try:
        return (
            []
            if _is_hidden(
                stored.widget(number),
                stored,
            )
            else inside_of(number, stored)
        )
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return [_not_stored(stored.language)]


def inside_of(number: str, stored: Stored) -> Sequence[Part]:
    """What a widget comes to, be it to be seen or not."""
    if number in stored.within:
        return [_not_stored(stored.language)]
    stored.within.append(number)
    try:
        widget = stored.widget(number)
        return list(SHOWN.get(_kind(widget), _value)(widget["state"], stored, widget))
    finally:
        stored.within.pop()


def _kind(widget: Widget) -> str:
    name: str = widget["model_name"].removesuffix("Model")
    return name


def _is_hidden(widget: Widget, stored: Stored) -> bool:
    if HELPER in (widget["state"].get("_dom_classes") or ()):
        return True
    layout = stored.widgets.get(_plain(widget["state"].get("layout")), {}).get(
        "state", {}
    )
    return bool(layout.get("display") == "none" or layout.get("visibility") == "hidden")


def _plain(number: object) -> str:
    """A widget's number, as the state lists it."""
    return str(number).removeprefix("IPY_MODEL_")


def _box(state: Widget, stored: Stored, _: Widget) -> Iterator[Part]:
    """What stands one below the other.

    A button that was there to fold the rest away folds it here.
    """
    children = state["children"]
    if len(children) == 2 and _kind(stored.widget(children[0])) == "ToggleButton":
        button = stored.widget(children[0])["state"]
        yield from _fold(
            button["description"],
            inside_of(children[1], stored),
            button["value"],
            stored,
        )
        return
    for child in children:
        yield from widget_parts(child, stored)


def _fold(
    title: str,
    parts: Sequence[Part],
    is_open: bool,
    stored: Stored,
) -> Iterator[Markup]:
    """What can be folded away; nothing where there is nothing in it."""
    if parts:
        inside = laid_out(parts, stored)
        yield macros("widgets.html.j2").fold(title or "…", inside, is_open)


def _row(state: Widget, stored: Stored, _: Widget) -> Iterator[Part]:
    """What stands side by side where there is room.

    Tables and pictures get most of it.
    """
    columns = [list(widget_parts(child, stored)) for child in state["children"]]
    parts = list(chain.from_iterable(columns))
    if all(map(_is_control, parts)):
        yield from parts
        return
    inside = [laid_out(column, stored) for column in columns if column]
    yield macros("widgets.html.j2").row(inside)


def _tabs(state: Widget, stored: Stored, _: Widget) -> Iterator[Part]:
    """Every tab, under its title.

    One that shows no more than controls was never opened.
    """
    for title, child in _titled(state):
        level = min(stored.level + 1, 6)
        with stored.below():
            parts = list(widget_parts(child, stored))
        if all(map(_is_control, parts)):
            sentence = "Nothing had been worked out here when the notebook was run."
            parts.append(_note(say(sentence, stored.language)))
        inside = laid_out(parts, stored)
        yield macros("widgets.html.j2").tab(title, level, inside)


def _folds(state: Widget, stored: Stored, _: Widget) -> Iterator[Part]:
    """Every fold that holds something, open if it was left open."""
    for place, (title, child) in enumerate(_titled(state)):
        opened = state.get("selected_index") == place
        yield from _fold(title, widget_parts(child, stored), opened, stored)


def _titled(state: Widget) -> Iterable[tuple[str, str]]:
    """Each child with its title, which may be missing."""
    titles: Sequence[str] = state.get("titles") or ()
    children = state["children"]
    return zip([*titles, *[""] * (len(children) - len(titles))], children, strict=False)


def _html(state: Widget, stored: Stored, _: Widget) -> Iterator[Part]:
    """A text in HTML; nothing where it has neither words nor a picture."""
    content = sound(str(state["value"]))
    if said := words(content):
        stored.said = said
    if said or content.find("img"):
        html = output(str(state["value"]), stored.outline, stored.level)
        yield macros("widgets.html.j2").text(html)


def _label(state: Widget, stored: Stored, _: Widget) -> Iterator[Part]:
    stored.said = state["value"]
    yield macros("widgets.html.j2").label(state["value"])


def _picture(state: Widget, stored: Stored, widget: Widget) -> Iterator[Part]:
    """A picture; its words are its tooltip, or else what was said before it."""
    data = b"".join(
        b64decode(buffer["data"])
        for buffer in widget.get("buffers", ())
        if buffer["path"] == ["value"] and buffer["encoding"] == "base64"
    )
    kind = state.get("format", "png").replace("jpg", "jpeg")
    if data and kind in KINDS:
        said = stored.said[:MOST_WORDS]
        alt = state.get("tooltip") or said or stored.outline.here.words
        yield macros("cells.html.j2").figure(picture_html(data, kind, alt))


def _button(state: Widget, stored: Stored, _: Widget) -> Iterator[Part]:
    yield StaticControl(say("Button", stored.language), state["description"])


def _hidden(state: Widget, stored: Stored, _: Widget) -> Iterator[Part]:
    yield StaticControl(state["description"], "••••")


def _value(state: Widget, stored: Stored, widget: Widget) -> Iterator[Part]:
    """Any other widget that has a value or a choice."""
    value = _in_words(state, stored.language)
    if value is None:
        kind = _kind(widget)
        yield _note(
            say(
                "A part of kind {kind} cannot be shown here.",
                stored.language,
                kind=kind,
            )
        )
        return
    name = state.get("description") or say("Choice", stored.language)
    control = StaticControl(name, value, state.get("tooltip") or "")
    stored.explained += [control] if control.hint else []
    yield control


def _in_words(state: Widget, language: Language) -> str | None:
    """How a control stands; None where this is not known of its kind."""
    if "_options_labels" in state:
        return _chosen(state) or say("nothing chosen", language)
    value = state.get("value")
    if isinstance(value, bool):
        return say("yes", language) if value else say("no", language)
    if isinstance(value, str):
        placeholder = state.get("placeholder", "").strip("\u200b")
        return value or placeholder or say("empty", language)
    numbers: list[Any] = value if isinstance(value, list) else [value]
    if all(isinstance(each, int | float) for each in numbers):
        return " – ".join(_number(each, state) for each in numbers)
    return None


def _chosen(state: Widget) -> str:
    """The labels of what is chosen, be it one or several; empty where nothing is."""
    chosen = state.get("index")
    if chosen is None:
        return ""
    places = chosen if isinstance(chosen, list) else [chosen]
    return " – ".join(str(state["_options_labels"][place]) for place in places)


def _number(value: float, state: Widget) -> str:
    """A number as its control shows it."""
    try:
        return format(value, state.get("readout_format") or "")
    except ValueError:
        return str(value)


SHOWN = {
    "Box": _box,
    "VBox": _box,
    "GridBox": _box,
    "HBox": _row,
    "Tab": _tabs,
    "Stack": _tabs,
    "Accordion": _folds,
    "HTML": _html,
    "HTMLMath": _html,
    "Label": _label,
    "Image": _picture,
    "Button": _button,
    "Password": _hidden,
}
