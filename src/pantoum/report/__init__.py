"""An evaluation as one page of HTML that stands alone, and the pictures in it.

Nothing here predicts: a page is made of outputs that were judged.
"""

from pantoum.report.curve import curve_svg
from pantoum.report.curves import curves_section
from pantoum.report.file import check_report_path, write_report
from pantoum.report.heat_map import heat_map_svg
from pantoum.report.labels_page import Labelled, label_sections
from pantoum.report.markup import Html
from pantoum.report.page import Section, page
from pantoum.report.pairs import Attention, JudgedPairs, PairError, Written
from pantoum.report.pairs_page import MOST_PICTURES, pairs_sections
from pantoum.report.tags_page import JudgedTags, tag_sections

__all__ = [
    "MOST_PICTURES",
    "Attention",
    "Html",
    "JudgedPairs",
    "JudgedTags",
    "Labelled",
    "PairError",
    "Section",
    "Written",
    "check_report_path",
    "curve_svg",
    "curves_section",
    "heat_map_svg",
    "label_sections",
    "page",
    "pairs_sections",
    "tag_sections",
    "write_report",
]
