"""From attempts to votes to an answer: what a vote weighs, which answer is elected, and what another rule would have elected."""
