"""Pictures within a page, so that nothing is fetched."""

from __future__ import annotations

from base64 import b64encode

from markupsafe import Markup

from cscontract.views.pages.templates import macros


def picture_html(data: bytes, kind: str, alt: str, width: int | None = None) -> Markup:
    """A picture within the page, with the words `alt` for those who do not see it.

    `width`, in pixels of the page: of a PNG that of the picture itself where none is
    given; a picture of another kind says in its file how large it is.
    """
    source = Markup(f"data:image/{kind};base64,{b64encode(data).decode()}")
    size = _size(data, width) if kind == "png" else ()
    return macros("cells.html.j2").picture(source, alt, *size)


def _size(data: bytes, width: int | None) -> tuple[int, int] | tuple[()]:
    """The width and height of a PNG, in pixels.

    Nothing where its file does not tell.
    """
    if data[12:16] != b"IHDR":
        return ()
    across = int.from_bytes(data[16:20], "big")
    down = int.from_bytes(data[20:24], "big")
    shown = width or across
    return shown, round(down * shown / max(across, 1))
