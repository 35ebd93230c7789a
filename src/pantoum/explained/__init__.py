"""What a trained model does over a file: numbers, pictures, a page.

The findings are made by `pantoum.explaining`, the pictures by `pantoum.plots`.
"""

from pantoum.explained.explain import explain
from pantoum.explained.explanation import Explanation

__all__ = ["Explanation", "explain"]
