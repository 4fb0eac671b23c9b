"""Markdown at random, with all that it is made of and all that it is not."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = st.sampled_from(
    [
        *(
            "a",
            "b ",
            "\n",
            "\n\n",
            "  ",
            "    ",
            "\t",
            "*",
            "**",
            "_",
            "`",
            "```",
            "~~~",
            "- ",
            "1. ",
        ),
        *("> ", "# ", "### ", "[", "]", "](", ")", "![", "[x](y)", "[r]: z\n", "[r]", "|", "|-|"),
        *("![i](http://e.example/a.png)", "![i](static/a.png)", "http://a.example", "x@y.example"),
        *(
            "<b>",
            "<script>",
            "</p>",
            "<img src=x onerror=y>",
            "<!--",
            "-->",
            "&amp;",
            "&#106;",
            "&",
        ),
        *("javascript:", "data:", "---", "===", "\\", "{{ x }}", '"', "'", "\u202e", "\u2028"),
        *("\x02", "\x03", "\r", "\x0b", "wzxhzdk:0", "klzzwxh:0000", "\U0010fffd0\U0010fffd"),
        *("\u0663. ", "é", "😀", "نعم"),
    ]
)
MARKDOWN = st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=60)
