"""Servers that speak OpenAI's protocol: requests balanced among them, dead ones taken out, slow ones hedged."""
