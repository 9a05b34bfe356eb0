# property: KeyboardInterrupt and GeneratorExit from the program are errors, not an interruption of the harness
# verdict: error
# source: own
raise KeyboardInterrupt
