"""The kinds of law, one small file each: what it says of every term, and how it is found in a sample."""
