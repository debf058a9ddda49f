"""Widgets as they were left, as plain HTML: boxes, tabs one after another, each control as name and value."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from cscontract.core.language import Language, say
from cscontract.views.pages.fragments import output
from cscontract.views.pages.outline import Outline
from cscontract.views.pages.sanitizing import KINDS, picture, sound, words
from cscontract.views.reports.elements import Html, tag

#: the class of a slider that only helps: the field beside it says the figure
HELPER = "csc-helper"
#: the most signs of a text that stands for a picture
MOST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Control:
    """A control: what it is called, how it stands, what its tooltip says."""

    name: str
    value: str
    hint: str = ""


Part = Control | Html
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
    explained: list[Control] = field(default_factory=list)
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


def widget_html(number: str, widgets: dict[str, Any], outline: Outline, note: str) -> Html:
    """A widget and all within it, with the note; what is missing where it was not stored."""
    if number not in widgets:
        return Html(_not_stored(outline.language) + _note(note))
    stored = Stored(widgets, outline, outline.here.level)
    sentence = "As it stood when the notebook was last run. On this page nothing can be moved."
    inside = list(laid_out(parts_of(number, stored), stored))
    label = say("Controls and answer as they were left", outline.language)
    return tag("section", _note(say(sentence, outline.language), " ", note), *inside,
               *_explanations(stored), class_="panel", aria_label=label)  # fmt: skip


def _not_stored(language: Language) -> Html:
    """What stands where a widget is missing or damaged."""
    sentence = "What belongs here is not stored in the notebook, so this page cannot show it."
    return _note(say(sentence, language))


def _note(*words: object) -> Html:
    return tag("p", *words, class_="note")


def laid_out(parts: Iterable[Part], stored: Stored) -> Iterable[Html]:
    """The parts one after another; controls that follow each other are one list."""
    for is_control, group in groupby(parts, lambda part: isinstance(part, Control)):
        if is_control:
            yield tag("dl", *(_pair(part, stored) for part in group if isinstance(part, Control)))
        else:
            yield from (part for part in group if isinstance(part, Html))


def _pair(control: Control, stored: Stored) -> Html:
    """A control's name and how it stands."""
    colon = tag("span", say(": ", stored.language), class_="colon")
    return tag("div", tag("dt", control.name, colon), tag("dd", control.value))


def _explanations(stored: Stored) -> Iterable[Html]:
    """What the controls' tooltips say, folded away on a screen."""
    if stored.explained:
        summary = tag("summary", say("What each control stands for", stored.language))
        pairs = (
            tag("div", tag("dt", control.name), tag("dd", control.hint))
            for control in stored.explained
        )
        yield tag("details", summary, tag("dl", *pairs), class_="hints")


def parts_of(number: str, stored: Stored) -> Sequence[Part]:
    """What a widget comes to: controls, and HTML between them; nothing where it was not to be seen."""
    try:
        return [] if _is_hidden(stored.widget(number), stored) else inside_of(number, stored)
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
    layout = stored.widgets.get(_plain(widget["state"].get("layout")), {}).get("state", {})
    return bool(layout.get("display") == "none" or layout.get("visibility") == "hidden")


def _plain(number: object) -> str:
    """A widget's number, as the state lists it."""
    return str(number).removeprefix("IPY_MODEL_")


def _box(state: Widget, stored: Stored, _: Widget) -> Iterable[Part]:
    """What stands one below the other; a button that was there to fold the rest away folds it here."""
    children = state["children"]
    if len(children) == 2 and _kind(stored.widget(children[0])) == "ToggleButton":
        button = stored.widget(children[0])["state"]
        yield from _fold(
            button["description"], inside_of(children[1], stored), button["value"], stored
        )
        return
    for child in children:
        yield from parts_of(child, stored)


def _fold(title: str, parts: Sequence[Part], opened: bool, stored: Stored) -> Iterable[Html]:
    """What can be folded away; nothing where there is nothing in it."""
    if parts:
        summary = tag("summary", title or "…")
        yield tag("details", summary, *laid_out(parts, stored), open="open" * bool(opened))


def _row(state: Widget, stored: Stored, _: Widget) -> Iterable[Part]:
    """What stands side by side where the screen is wide enough; tables and pictures get most of it."""
    columns = [list(parts_of(child, stored)) for child in state["children"]]
    if all(isinstance(part, Control) for column in columns for part in column):
        yield from (part for column in columns for part in column)
        return
    inside = [Html("".join(laid_out(column, stored))) for column in columns if column]
    yield tag("div", *(tag("div", each, class_=_large(each)) for each in inside), class_="row")


def _large(inside: str) -> str:
    return "large" if "<table" in inside or "<img" in inside else ""


def _tabs(state: Widget, stored: Stored, _: Widget) -> Iterable[Part]:
    """Every tab, under its title; one that shows no more than controls has not been opened."""
    for title, child in _titled(state):
        heading = f"h{min(stored.level + 1, 6)}"
        with stored.below():
            parts = list(parts_of(child, stored))
        if not any(isinstance(part, Html) for part in parts):
            sentence = "Nothing had been worked out here when the notebook was run."
            parts.append(_note(say(sentence, stored.language)))
        yield tag("div", tag(heading, title), *laid_out(parts, stored), class_="tab")


def _folds(state: Widget, stored: Stored, _: Widget) -> Iterable[Part]:
    """Every fold that holds something, open if it was left open."""
    for place, (title, child) in enumerate(_titled(state)):
        opened = state.get("selected_index") == place
        yield from _fold(title, parts_of(child, stored), opened, stored)


def _titled(state: Widget) -> Iterable[tuple[str, str]]:
    """Each child with its title, which may be missing."""
    titles: Sequence[str] = state.get("titles") or ()
    children = state["children"]
    return zip([*titles, *[""] * (len(children) - len(titles))], children, strict=False)


def _html(state: Widget, stored: Stored, _: Widget) -> Iterable[Part]:
    """A text in HTML; nothing where it has neither words nor a picture."""
    content = sound(str(state["value"]))
    if said := words(content):
        stored.said = said
    if said or content.find("img"):
        yield tag("div", output(str(state["value"]), stored.outline, stored.level))


def _label(state: Widget, stored: Stored, _: Widget) -> Iterable[Part]:
    stored.said = state["value"]
    yield tag("p", state["value"])


def _picture(state: Widget, stored: Stored, widget: Widget) -> Iterable[Part]:
    """A picture; its words are its tooltip, or else what was said before it."""
    data = b"".join(
        b64decode(buffer["data"])
        for buffer in widget.get("buffers", ())
        if buffer["path"] == ["value"] and buffer["encoding"] == "base64"
    )
    kind = state.get("format", "png").replace("jpg", "jpeg")
    if data and kind in KINDS:
        alt = state.get("tooltip") or stored.said[:MOST_WORDS] or stored.outline.here.words
        yield tag("figure", picture(data, kind, alt))


def _button(state: Widget, stored: Stored, _: Widget) -> Iterable[Part]:
    yield Control(say("Button", stored.language), state["description"])


def _hidden(state: Widget, stored: Stored, _: Widget) -> Iterable[Part]:
    yield Control(state["description"], "••••")


def _value(state: Widget, stored: Stored, widget: Widget) -> Iterable[Part]:
    """Any other widget that has a value or a choice."""
    value = _in_words(state, stored.language)
    if value is None:
        kind = _kind(widget)
        yield _note(say("A part of kind {kind} cannot be shown here.", stored.language, kind=kind))
        return
    name = state.get("description") or say("Choice", stored.language)
    control = Control(name, value, state.get("tooltip") or "")
    stored.explained += [control] if control.hint else []
    yield control


def _in_words(state: Widget, language: Language) -> str | None:
    """How a control stands; None where this is not known of its kind."""
    if "_options_labels" in state:
        chosen = state.get("index")
        places = chosen if isinstance(chosen, list) else [] if chosen is None else [chosen]
        labels = " – ".join(str(state["_options_labels"][place]) for place in places)
        return labels or say("nothing chosen", language)
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


def _number(value: float, state: Widget) -> str:
    """A number as its control shows it."""
    try:
        return format(value, state.get("readout_format") or "")
    except ValueError:
        return str(value)


SHOWN = {
    "Box": _box, "VBox": _box, "GridBox": _box, "HBox": _row, "Tab": _tabs, "Stack": _tabs,
    "Accordion": _folds, "HTML": _html, "HTMLMath": _html, "Label": _label, "Image": _picture,
    "Button": _button, "Password": _hidden,
}  # fmt: skip
