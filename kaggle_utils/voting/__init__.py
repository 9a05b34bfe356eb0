"""From attempts to votes to an answer: the weight of a vote, the elected answer, and what another rule would elect."""
