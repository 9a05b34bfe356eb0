"""Which known sequence a trace is, up to a shift and simple transforms, and how it goes on if it is that one."""

from kaggle_utils.traces.known.identify import Identified, as_record, identify
from kaggle_utils.traces.known.known_as import KnownAs
from kaggle_utils.traces.known.sequence import KnownSequence, KnownSequences, Place

__all__ = ["Identified", "KnownAs", "KnownSequence", "KnownSequences", "Place", "as_record", "identify"]
