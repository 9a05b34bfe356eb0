"""The parts of the dress rehearsal: the stage with its two processes, the faults, and the verdict."""
