# property: GeneratorExit at the top level is an error
# verdict: error
# source: own
raise GeneratorExit
