# -*- coding: utf-7 -*-
# property: an encoding declaration cannot make other code out of the text that was checked
# verdict: ok|syntax
# source: own
# stdout: safe
# +AAo-import os+ADs- os._exit(0)
print("safe")
