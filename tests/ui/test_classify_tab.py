"""What the Classify tab shows for what is asked, over a tiny real bundle."""

from __future__ import annotations

import gradio as gr
import pytest

from hsclassify import HSClassifier
from hsclassify.codes import Codes
from hsclassify.ui.answers import Answers
from hsclassify.ui.classify_tab import LIKE_PAGE, Replies
from hsclassify.ui.session import Session
from hsclassify.ui.wording import wording


@pytest.fixture(scope="module")
def replies(tiny_classifier: HSClassifier) -> Replies:
    return Replies(Answers(tiny_classifier), Codes(tiny_classifier, None), on_map=False)


def test_an_answer_is_said_again_only_in_another_language(replies: Replies) -> None:
    _, _, asked, *_ = replies.show_text("umbrella", Session(), LIKE_PAGE, "en")
    skipped = replies.show_again(Session(), LIKE_PAGE, "en")
    assert replies.show_again(asked, LIKE_PAGE, "en") == skipped  # a switch that was told late
    for chosen, page in ((LIKE_PAGE, "vi"), ("vi", "en")):
        answer, _, said, _ = replies.show_again(asked, chosen, page)
        assert 'lang="vi"' in answer
        assert replies.show_again(said, chosen, page) == skipped


def test_a_hint_and_the_history_beside_it_are_said_again(replies: Replies) -> None:
    _, _, asked, *_ = replies.show_text("umbrella", Session(), LIKE_PAGE, "en")
    _, _, hinted, *_ = replies.show_text("", asked, LIKE_PAGE, "en")
    answer, history, said, _ = replies.show_again(hinted, LIKE_PAGE, "vi")
    words = wording("vi")
    assert words("empty_title") in answer
    assert words("history_title") in history
    assert replies.show_again(said, LIKE_PAGE, "vi")[0] == gr.skip()
