"""What a trained model does over a file: findings as JSON, pictures, and one page of HTML.

The findings are made by `pantoum.explaining`, the pictures by `pantoum.plots`.
"""

from pantoum.explained.explain import explain
from pantoum.explained.explanation import Explanation

__all__ = ["Explanation", "explain"]
