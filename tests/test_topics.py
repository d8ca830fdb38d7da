"""What is wrong with topics.yml, each in one line."""

from __future__ import annotations

import pytest

from kb import KbError
from kb.topics import topics_from

TOPIC = "topics:\n  - title: One\n    sections:\n      - {title: A, strong: [kinesis]}\n"
ENTRY = "placements:\n  raw/a.txt:\n    - {note: x, topic: One, section: A, why: y}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# none\n", '1: the file is empty, expected the key "topics"'),
        ("topics: []\n", "1: there is no topic, expected at least one"),
        ("topics:\n  - {title: One, sections: []}\n", "2: this topic has no sections, expected"),
        (TOPIC + TOPIC.partition("\n")[2], '5: the topic "One" is in line 2, expected it once'),
        (TOPIC + "      - {title: A}\n", '5: the section "A" is in line 4, expected it once'),
        (TOPIC + ENTRY.replace("One", "Two"), '7: no topic "Two", expected one of: One'),
        (
            TOPIC + ENTRY.replace("section: A", "section: B"),
            '7: no section "B" in One, expected one of: A',
        ),
    ],
)
def test_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(KbError) as caught:
        topics_from("topics.yml", text)
    assert str(caught.value).startswith(f"topics.yml:{message}")


def test_the_topics_above_are_right_but_for_that() -> None:
    assert topics_from("topics.yml", TOPIC + ENTRY).order == (("One", ("A",)),)
