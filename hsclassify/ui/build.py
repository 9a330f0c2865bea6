"""The page, composed of its tabs and endpoints."""

from __future__ import annotations

from threading import Timer
from typing import Final

import gradio as gr

from hsclassify.classifier import HSClassifier
from hsclassify.codes import Codes
from hsclassify.feedback import FeedbackStore
from hsclassify.hub import Loaded, with_tariffs
from hsclassify.latent import LatentMap
from hsclassify.settings import Settings
from hsclassify.ui.about_tab import create_about_tab
from hsclassify.ui.answers import Answers
from hsclassify.ui.audit import Auditor
from hsclassify.ui.blocks import SpokenBlocks
from hsclassify.ui.classify_tab import AT_ONCE, create_classify_tab
from hsclassify.ui.code_endpoints import CodeEndpoints
from hsclassify.ui.codes_tab import create_codes_tab
from hsclassify.ui.document_endpoint import DocumentEndpoint
from hsclassify.ui.document_work import DocumentWork
from hsclassify.ui.documents_tab import create_documents_tab
from hsclassify.ui.endpoints import Endpoints
from hsclassify.ui.feedback import AT_ONCE as FEEDBACK_AT_ONCE
from hsclassify.ui.feedback import FeedbackDesk
from hsclassify.ui.foot import create_foot
from hsclassify.ui.help_tab import create_help_tab, open_help
from hsclassify.ui.locate import Locator
from hsclassify.ui.map_drawing import MapDrawing
from hsclassify.ui.map_tab import create_map_tab
from hsclassify.ui.markup import tag
from hsclassify.ui.quick_start import one_server
from hsclassify.ui.speech import Say, Speech
from hsclassify.ui.table_endpoint import TableEndpoint
from hsclassify.ui.table_tab import create_table_tab
from hsclassify.ui.table_work import TableWork
from hsclassify.ui.wording import INTERFACE, Wording, wording

KEEP_FILES_SECONDS: Final = (3600, 24 * 3600)
"""How often old uploads and results are looked for, and the age from which they are deleted."""

_MAP_AFTER: Final = 8.0
"""Seconds from the start until the first map is drawn, unless a visitor asks for it before."""

QUEUE_LENGTH: Final = 100
"""Questions that may wait; more are told to come back.

How long the last of so many waits is measured in docs/api.md ("How much at once", the row of
descriptions in the same moment). More would wait longer still, and each holds what it uploaded.
"""


def create_app(loaded: Loaded, classifier: HSClassifier, settings: Settings) -> gr.Blocks:
    """Return the app, ready to launch.

    Args:
        loaded: the bundle, and where it came from.
        classifier: over that bundle.
        settings: which national tariff lines to show, where feedback goes, limits.
    """
    answers = Answers(classifier)
    loaded, tariffs = with_tariffs(loaded, settings.tariffs)
    codes = Codes(classifier, tariffs)
    desk = FeedbackDesk(classifier, FeedbackStore.open(settings))
    table_work = TableWork(classifier)
    document_work = DocumentWork(classifier, settings)
    latent = LatentMap.read(loaded.bundle)
    drawing = MapDrawing(loaded.bundle, latent) if latent else None
    with (
        one_server(),
        SpokenBlocks(
            title=wording(INTERFACE)("app_title"),
            analytics_enabled=False,
            delete_cache=KEEP_FILES_SECONDS,
        ) as app,
    ):
        # First, because an event of the page would take the name of an endpoint after it.
        _add_endpoints(answers, codes, desk, table_work, document_work, latent)
        with gr.Row(elem_classes="hs-top"):
            speech = Speech()
            speech.add(gr.HTML, value=Say(_head), apply_default_css=False)
        with gr.Tabs() as tabs:
            classify = create_classify_tab(
                app, answers, codes, desk, speech, on_map=drawing is not None
            )
            table = create_table_tab(table_work, speech, on_map=drawing is not None)
            documents = create_documents_tab(document_work, speech, on_map=drawing is not None)
            mapped = create_map_tab(answers, drawing, speech)
            browse = create_codes_tab(codes, speech)
            create_help_tab(loaded.bundle, speech, settings)
            create_about_tab(loaded, speech)
        create_foot(tabs, speech)
        speech.listen()
        browse.open_from(classify.answer, tabs)
        open_help(classify.answer.expand, tabs, "digits")
        if mapped and latent:
            auditor = Auditor(classifier, latent)
            mapped.show_from(classify.session, classify.show_on_map, tabs)
            mapped.lay_from(table.show_on_map, auditor.table, table.finished, tabs)
            mapped.lay_from(documents.show_on_map, auditor.document, [documents.kept], tabs)
        app.queue(max_size=QUEUE_LENGTH)
    if drawing:
        _make_ready(drawing)
    return app


def _make_ready(drawing: MapDrawing) -> None:
    """Draw the first map in a while: no first answer need wait for the second it takes."""
    later = Timer(_MAP_AFTER, drawing.atlas, (INTERFACE, "light"))
    later.daemon = True
    later.start()


def _add_endpoints(
    answers: Answers,
    codes: Codes,
    desk: FeedbackDesk,
    table_work: TableWork,
    document_work: DocumentWork,
    latent: LatentMap | None,
) -> None:
    about_codes = CodeEndpoints(codes)
    places = {
        "classify": (Endpoints(answers).classify, Locator(answers, latent).locate),
        "codes": (about_codes.lookup, about_codes.search, about_codes.convert),
    }
    for place, endpoints in places.items():
        for endpoint in endpoints:
            gr.api(
                endpoint,
                api_name=endpoint.__name__,
                concurrency_limit=AT_ONCE,
                concurrency_id=place,
            )
    gr.api(desk.feedback, api_name="feedback", concurrency_limit=FEEDBACK_AT_ONCE)
    TableEndpoint(table_work).add()
    DocumentEndpoint(document_work).add()


def _head(words: Wording) -> str:
    return tag(
        "header",
        tag("h1", words("app_title")),
        tag("p", words("app_tagline")),
        class_="hs-head",
    )
