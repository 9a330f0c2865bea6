"""``/classify_table``: the table endpoint, for programs and agents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import gradio as gr

from hsclassify.ui.answers import AUTO
from hsclassify.ui.errors import spoken_errors
from hsclassify.ui.table_work import OUTPUTS, TableWork
from hsclassify.ui.uploads import Upload

AT_ONCE: Final = 2
"""Tables that are classified at the same time.

With one, a short table waits until the longest is done. docs/api.md ("How much at once") has the
answers a second and the waits with one and with two, in the rows of tables.
"""


class TableEndpoint:
    """The public function, over one classifier."""

    def __init__(self, work: TableWork) -> None:
        self._work = work

    def add(self) -> None:
        """Add the endpoint to the page that is being built."""
        file = Upload(visible=False, label="file", type="filepath")
        column = gr.Textbox("", visible=False, label="column")
        declared = gr.Textbox("", visible=False, label="declared")
        language = gr.Textbox(AUTO, visible=False, label="language")
        output = gr.Textbox(OUTPUTS[0], visible=False, label="output")
        summary = gr.JSON(visible=False, label="summary")
        result = gr.File(visible=False, label="result")
        # Nobody clicks it: gr.api() would hand the file over as it came, not as a path.
        gr.Button(visible=False).click(
            self.classify_table,
            [file, column, declared, language, output],
            [summary, result],
            api_name="classify_table",
            concurrency_limit=AT_ONCE,
            concurrency_id="table",
        )

    def classify_table(
        self,
        file: str,
        column: str = "",
        declared: str = "",
        language: str = AUTO,
        output: str = OUTPUTS[0],
    ) -> Iterator[tuple[dict[str, Any], str | None]]:
        """Find the Harmonized System (HS 2022) code of every row of a table.

        Reads CSV (any usual delimiter and encoding), XLSX or Parquet of up to 200,000 rows and
        returns the same rows and columns in the same order with new columns after them:
        hs_code, hs_probability, hs_level (digits that are safe to rely on), hs_title,
        hs_alternatives, hs_question (a fact that would settle the rest) and hs_note (what is
        wrong with the row, if anything). With declared codes also hs_declared (exists, dead
        since an edition, unknown, unreadable or missing), hs_declared_successors and
        hs_agreement (same code, same heading, same chapter or disagrees).

        Args:
            file: CSV, XLSX or Parquet; the first row has the names of the columns.
            column: Name of the column with the descriptions; empty for what looks most like it.
            declared: Name of a column with declared HS codes to compare with; empty for none.
            language: Language of the titles: en, th, vi, zh, or auto for that of each description.
            output: Format of the result: csv, xlsx or parquet.

        Returns:
            JSON with column, declared, rows, share, levels, repeated, noted, agreements and sheets
            (which of a workbook was read and which others were not); further done, columns and
            first_rows.
            The finished table as a file.
        """
        with spoken_errors(as_html=False):
            for step in self._work.run(file, column, declared, language, output):
                yield step.to_dict(), str(step.file) if step.file else None
