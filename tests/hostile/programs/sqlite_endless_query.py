# property: an endless query inside SQLite ends at the deadline
# verdict: timeout|error
# source: own
# (error where Python was built without SQLite)
import sqlite3

sqlite3.connect(":memory:").execute("with recursive n(x) as (select 1 union all select x + 1 from n) select sum(x) from n").fetchone()
